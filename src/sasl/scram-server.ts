import { encodeBase64 } from './base64.js';
import { parseClientFinal, parseClientFirst, parseServerFirst } from './scram-grammar.js';
import { scramProof } from './scram-messages.js';
import type { ScramMechanism } from './scram.js';

/** `error` is a server-error-value of RFC 5802 section 7; `reason` says more, for people. */
export type ScramCheck =
  | { readonly ok: true; readonly serverFinal: Buffer }
  | { readonly ok: false; readonly error: string; readonly reason: string };

/** The server's end: verifies `c=`, `r=` and `p=` of a client-final-message and gives `v=...`. */
export function checkScramClientFinal(
  mechanism: ScramMechanism,
  messages: { readonly clientFirst: Buffer; readonly serverFirst: Buffer; readonly clientFinal: Buffer },
  secret: Buffer,
): ScramCheck {
  const first = parseClientFirst(messages.clientFirst);
  if (!first.ok) return refuse('invalid-encoding', `client-first: ${first.reason}`);
  const server = parseServerFirst(messages.serverFirst);
  if (!server.ok) return refuse('other-error', `server-first: ${server.reason}`);
  const final = parseClientFinal(messages.clientFinal);
  if (!final.ok) return refuse('invalid-encoding', `client-final: ${final.reason}`);
  if (!final.channelBinding.equals(first.gs2Header))
    return refuse('channel-bindings-dont-match', 'c= is not the GS2 header of client-first');
  if (!final.nonce.equals(server.nonce)) return refuse('other-error', "r= is not the server's nonce");
  const { clientFirst, serverFirst } = messages;
  const keys = scramProof(mechanism, clientFirst, serverFirst, final.withoutProof, secret);
  if (!keys.ok) return refuse('other-error', keys.reason);
  if (!final.proof.equals(keys.clientProof)) return refuse('invalid-proof', 'p= is wrong');
  return {
    ok: true,
    serverFinal: Buffer.concat([Buffer.from('v='), encodeBase64(keys.serverSignature)]),
  };
}

function refuse(error: string, reason: string): ScramCheck {
  return { ok: false, error, reason };
}
