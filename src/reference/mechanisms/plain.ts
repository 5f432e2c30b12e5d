import { authenticate } from '../realm.js';
import type { Realm } from '../realm.js';
import type { SaslBehaviour } from './behaviour.js';
import { outcome, refused } from './exchange.js';
import type { Exchange, Mechanism } from './exchange.js';
import { saslprep } from './saslprep.js';

/** RFC 4616. */
export const plain: Mechanism = { name: 'PLAIN', method: 'plain', clear: true, begin };

function begin(realm: Realm, does: SaslBehaviour): Exchange {
  return {
    challenge: null,
    respond(response) {
      const parts = splitAtNul(response);
      const [authzid, authcid, given] = parts;
      if (parts.length !== 3 || authzid === undefined || authcid === undefined || given === undefined)
        return refused;
      const user = saslprep(authcid);
      if (user === null || user.length === 0) return refused;
      const account = authenticate(realm, user, 'plain', (secret) =>
        does.passwordMatches({ realm, user, given, secret }),
      );
      return outcome(does.mayActAs(authzid, user) ? account : null);
    },
  };
}

function splitAtNul(octets: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (let end = octets.indexOf(0); end !== -1; end = octets.indexOf(0, start)) {
    parts.push(octets.subarray(start, end));
    start = end + 1;
  }
  return [...parts, octets.subarray(start)];
}
