import { authenticate } from '../realm.js';
import type { Realm } from '../realm.js';
import type { SaslBehaviour } from './behaviour.js';
import { outcome } from './exchange.js';
import type { Exchange, Mechanism } from './exchange.js';

/** The LOGIN mechanism, never standardised: the server asks for the name, then for the password. */
export const login: Mechanism = { name: 'LOGIN', method: 'login', clear: true, begin };

function begin(realm: Realm, does: SaslBehaviour): Exchange {
  let user: Buffer | null = null;
  return {
    challenge: Buffer.from('Username:'),
    respond(response) {
      if (user === null) {
        user = response;
        return { kind: 'challenge', data: Buffer.from('Password:') };
      }
      const name = user;
      return outcome(
        authenticate(realm, name, 'login', (secret) =>
          does.passwordMatches({ realm, user: name, given: response, secret }),
        ),
      );
    },
  };
}
