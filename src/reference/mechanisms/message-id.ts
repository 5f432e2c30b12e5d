import type { Realm } from '../realm.js';

/**
 * A fresh challenge in the form of RFC 822's msg-id, as APOP and CRAM-MD5 want it: 80 random bits that
 * nobody can foresee, then process and clock as the RFCs show.
 */
export function messageId(realm: Realm): string {
  const chance = realm.random(10).toString('hex');
  return `<${chance}.${String(process.pid)}.${String(realm.now())}@${realm.hostname}>`;
}
