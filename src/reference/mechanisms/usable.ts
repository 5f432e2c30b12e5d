import type { Realm } from '../realm.js';
import { cramMd5 } from './cram-md5.js';
import type { Mechanism } from './exchange.js';
import { login } from './login.js';
import { plain } from './plain.js';
import { scramSha1, scramSha256 } from './scram.js';

const mechanisms: readonly Mechanism[] = [scramSha256, scramSha1, cramMd5, plain, login];

/** What may be used on a connection now, the strongest first. */
export function usableMechanisms(realm: Realm, tls: boolean): readonly Mechanism[] {
  const clear = tls || realm.clearText === 'allowed';
  return mechanisms.filter(
    ({ method, clear: sendsSecret }) => realm.offers.has(method) && (clear || !sendsSecret),
  );
}
