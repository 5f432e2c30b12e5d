import { randomBytes } from 'node:crypto';
import { encodeBase64 } from './base64.js';
import type { ClientExchange, Credentials, ExchangeStep } from './exchange.js';
import { parseServerFinal, parseServerFirst } from './scram-grammar.js';
import { scramClientFinal, scramClientFirst, scramServerFinal } from './scram-messages.js';
import type { ScramMechanism } from './scram.js';

/** The client's end of RFC 5802 section 5: no channel binding, the server's nonce and signature checked. */
export function scramClient(mechanism: ScramMechanism): (credentials: Credentials) => ClientExchange {
  return ({ user, secret, authzid, nonce = encodeBase64(randomBytes(18)) }) => {
    const initial = scramClientFirst(user, nonce, authzid);
    let serverFirst: Buffer | null = null;
    let verified = false;

    function answerServerFirst(message: Buffer): ExchangeStep {
      const parsed = parseServerFirst(message);
      if (!parsed.ok) return { problem: `server-first: ${parsed.reason}` };
      if (!parsed.nonce.subarray(0, nonce.length).equals(nonce))
        return { problem: "server-first: r= does not begin with the client's nonce" };
      if (parsed.nonce.length === nonce.length)
        return { problem: "server-first: r= is the client's nonce alone" };
      const final = scramClientFinal(mechanism, initial, message, secret);
      if (!final.ok) return { problem: final.reason };
      serverFirst = message;
      return { answer: final.octets };
    }

    function checkServerFinal(message: Buffer, first: Buffer): ExchangeStep {
      if (verified) return { problem: 'a challenge after server-final' };
      const final = parseServerFinal(message);
      if (!final.ok) return { problem: `server-final: ${final.reason}` };
      if (final.verifier === null) return { problem: `server-final: e=${final.error}` };
      const expected = scramServerFinal(mechanism, initial, first, secret);
      if (!expected.ok) return { problem: expected.reason };
      const verifier = Buffer.concat([Buffer.from('v='), encodeBase64(final.verifier)]);
      if (!verifier.equals(expected.octets)) return { problem: 'server-final: v= is wrong' };
      verified = true;
      return { answer: Buffer.alloc(0) };
    }

    let begun = false;
    return {
      initial,
      respond(challenge) {
        if (!begun && challenge.length === 0) {
          begun = true;
          return { answer: initial };
        }
        begun = true;
        return serverFirst === null ? answerServerFirst(challenge) : checkServerFinal(challenge, serverFirst);
      },
      finished: () => (verified ? { ok: true } : { problem: 'no v= from the server was verified' }),
    };
  };
}
