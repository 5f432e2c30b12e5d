import { md5 } from './md5.js';

/** RFC 1939 section 7: 32 lower-case hex digits over the timestamp, its angle brackets included, and the secret. */
export function apopDigest(timestamp: Uint8Array, secret: Uint8Array): string {
  return md5(Buffer.concat([timestamp, secret])).toString('hex');
}
