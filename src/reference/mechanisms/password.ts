import { sameOctets } from '../realm.js';
import type { PasswordCheck } from './behaviour.js';
import { saslprep } from './saslprep.js';

/** Both sides prepared as RFC 4616 section 2 asks; an empty password is never right. */
export function passwordMatches({ given, secret }: PasswordCheck): boolean {
  const prepared = saslprep(given);
  const expected = saslprep(secret) ?? secret;
  return sameOctets(prepared ?? Buffer.alloc(0), expected) && prepared !== null && prepared.length > 0;
}

/** Nobody may act for anybody else here; an authzid that is there must prepare to something. */
export function mayActAs(authzid: Buffer, authcid: Buffer): boolean {
  if (authzid.length === 0) return true;
  const prepared = saslprep(authzid);
  return prepared !== null && prepared.length > 0 && prepared.equals(authcid);
}
