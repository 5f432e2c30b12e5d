import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import type { Realm } from '../realm.js';
import { saslprep } from './saslprep.js';

export type ScramHash = 'sha1' | 'sha256';

/** What proof and signature are computed from (RFC 5802 section 3). */
export interface ProofCheck {
  readonly hash: ScramHash;
  readonly secret: Buffer;
  readonly salt: Buffer;
  readonly iterations: number;
  readonly authMessage: string;
  readonly proof: Buffer;
}

/** The client's nonce and 18 octets of our own. */
export function serverNonce(realm: Realm, clientNonce: string): string {
  return clientNonce + realm.random(18).toString('base64');
}

/** Fixed for each user and hash, whether or not there is such a user. */
export function saltFor(realm: Realm, hash: ScramHash, user: Buffer): Buffer {
  return hmac('sha256', realm.saltKey, Buffer.concat([Buffer.from(`${hash}:`), user])).subarray(0, 16);
}

export function proofMatches(check: ProofCheck): boolean {
  const clientKey = hmac(check.hash, saltedPassword(check), 'Client Key');
  const storedKey = digest(check.hash, clientKey);
  const signature = hmac(check.hash, storedKey, check.authMessage);
  if (check.proof.length !== signature.length) return false;
  const recovered = Buffer.from(check.proof.map((octet, i) => octet ^ (signature[i] ?? 0)));
  return timingSafeEqual(digest(check.hash, recovered), storedKey);
}

export function serverSignature(check: ProofCheck): Buffer {
  return hmac(check.hash, hmac(check.hash, saltedPassword(check), 'Server Key'), check.authMessage);
}

function saltedPassword({ hash, secret, salt, iterations }: ProofCheck): Buffer {
  return pbkdf2Sync(saslprep(secret) ?? secret, salt, iterations, hash === 'sha1' ? 20 : 32, hash);
}

function hmac(hash: ScramHash, key: Buffer, data: Buffer | string): Buffer {
  return createHmac(hash, key).update(data).digest();
}

function digest(hash: ScramHash, data: Buffer): Buffer {
  return createHash(hash).update(data).digest();
}
