import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { saslprep } from './saslprep.js';

export type ScramMechanism = 'SCRAM-SHA-1' | 'SCRAM-SHA-256';

const HASHES = {
  'SCRAM-SHA-1': { algorithm: 'sha1', octets: 20 },
  'SCRAM-SHA-256': { algorithm: 'sha256', octets: 32 },
} as const;

/** More than this is refused: a peer must not keep us busy for minutes (RFC 5802 section 9). */
export const MOST_ITERATIONS = 1_000_000;

export function isScramMechanism(name: string): name is ScramMechanism {
  return Object.hasOwn(HASHES, name);
}

/** What both ends derive from one exchange. */
export interface ScramKeys {
  readonly clientProof: Buffer;
  readonly serverSignature: Buffer;
}

/**
 * RFC 5802 section 3. The three messages are client-first-message-bare, server-first-message and
 * client-final-message-without-proof, exactly as they were sent.
 */
export function scramKeys(
  mechanism: ScramMechanism,
  secret: Buffer,
  salt: Buffer,
  iterations: number,
  messages: readonly [Buffer, Buffer, Buffer],
): ScramKeys {
  const { algorithm, octets } = HASHES[mechanism];
  const hmac = (key: Buffer, text: Buffer | string): Buffer =>
    createHmac(algorithm, key).update(text).digest();
  const comma = Buffer.from(',');
  const authMessage = Buffer.concat([messages[0], comma, messages[1], comma, messages[2]]);
  const saltedPassword = pbkdf2Sync(saslprep(secret), salt, iterations, octets, algorithm);
  const clientKey = hmac(saltedPassword, 'Client Key');
  const storedKey = createHash(algorithm).update(clientKey).digest();
  return {
    clientProof: xor(clientKey, hmac(storedKey, authMessage)),
    serverSignature: hmac(hmac(saltedPassword, 'Server Key'), authMessage),
  };
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((octet, i) => octet ^ (b[i] ?? 0)));
}
