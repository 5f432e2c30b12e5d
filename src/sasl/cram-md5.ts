import type { ClientExchange, Credentials } from './exchange.js';
import { hmacMd5 } from './hmac-md5.js';

/** RFC 2195 section 2: 32 lower-case hex digits, keyed with the secret, over the decoded challenge. */
export function cramDigest(challenge: Uint8Array, secret: Uint8Array): string {
  return hmacMd5(secret, challenge).toString('hex');
}

/** The client's answer before BASE64: user, one blank, digest. */
export function cramResponse(challenge: Uint8Array, user: Uint8Array, secret: Uint8Array): Buffer {
  return Buffer.concat([user, Buffer.from(` ${cramDigest(challenge, secret)}`)]);
}

/** Whether the challenge is a msg-id is for a case to judge; an answer is made for any challenge. */
export function cramMd5Client({ user, secret }: Credentials): ClientExchange {
  let answered = false;
  return {
    initial: null,
    respond(challenge) {
      if (answered) return { problem: 'a second challenge in CRAM-MD5' };
      answered = true;
      return { answer: cramResponse(challenge, user, secret) };
    },
    finished: () => (answered ? { ok: true } : { problem: 'no challenge was sent' }),
  };
}
