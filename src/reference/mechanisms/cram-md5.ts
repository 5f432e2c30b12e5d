import { createHmac } from 'node:crypto';
import { authenticate, sameOctets } from '../realm.js';
import type { Realm } from '../realm.js';
import type { DigestCheck, SaslBehaviour } from './behaviour.js';
import { outcome, refused } from './exchange.js';
import type { Exchange, Mechanism } from './exchange.js';

/** RFC 2195. */
export const cramMd5: Mechanism = { name: 'CRAM-MD5', method: 'cram-md5', clear: false, begin };

function begin(realm: Realm, does: SaslBehaviour): Exchange {
  const challenge = does.cramChallenge(realm);
  return {
    challenge: Buffer.from(challenge, 'latin1'),
    respond(response) {
      const text = response.toString('latin1');
      const space = text.lastIndexOf(' '); // a name may hold spaces, a digest never
      if (space < 1) return refused;
      const user = response.subarray(0, space);
      const digest = text.slice(space + 1);
      return outcome(
        authenticate(realm, user, 'cram-md5', (secret) =>
          does.cramMatches({ realm, user, challenge, digest, secret }),
        ),
      );
    },
  };
}

/** 32 lower-case hex digits of HMAC-MD5 over the challenge with its angle brackets. */
export function cramMatches({ challenge, digest, secret }: DigestCheck): boolean {
  const right = createHmac('md5', secret).update(challenge, 'latin1').digest('hex');
  return sameOctets(Buffer.from(digest, 'latin1'), Buffer.from(right));
}
