import { encodeBase64 } from './base64.js';
import { escapeSaslname } from './saslname.js';
import { saslprep } from './saslprep.js';
import { parseClientFirst, parseServerFirst, type Parsed } from './scram-grammar.js';
import { MOST_ITERATIONS, scramKeys, type ScramKeys, type ScramMechanism } from './scram.js';

/** `n,,n=user,r=nonce`: no channel binding. */
export function scramClientFirst(user: Buffer, nonce: Buffer, authzid?: Buffer): Buffer {
  const actingAs = authzid === undefined ? '' : `a=${byteText(escapeSaslname(saslprep(authzid)))}`;
  return octets(`n,${actingAs},n=${byteText(escapeSaslname(saslprep(user)))},r=${byteText(nonce)}`);
}

/** `r=nonce,s=salt,i=count`; the nonce is the client's with the server's own part behind it. */
export function scramServerFirst(nonce: Buffer, salt: Buffer, iterations: number): Buffer {
  return octets(`r=${byteText(nonce)},s=${byteText(encodeBase64(salt))},i=${iterations}`);
}

/** `c=...,r=...` as an honest client writes it: the GS2 header it began with, the nonce the server gave. */
export function scramWithoutProof(clientFirst: Buffer, serverFirst: Buffer): Parsed<{ octets: Buffer }> {
  const first = parseClientFirst(clientFirst);
  if (!first.ok) return { ok: false, reason: `client-first: ${first.reason}` };
  const server = parseServerFirst(serverFirst);
  if (!server.ok) return { ok: false, reason: `server-first: ${server.reason}` };
  const text = `c=${byteText(encodeBase64(first.gs2Header))},r=${byteText(server.nonce)}`;
  return { ok: true, octets: octets(text) };
}

/** Proof and signature over three messages; a broken server-first or too many iterations is a reason. */
export function scramProof(
  mechanism: ScramMechanism,
  clientFirst: Buffer,
  serverFirst: Buffer,
  withoutProof: Buffer,
  secret: Buffer,
): Parsed<ScramKeys> {
  const first = parseClientFirst(clientFirst);
  if (!first.ok) return { ok: false, reason: `client-first: ${first.reason}` };
  return scramProofOver(mechanism, first.bare, serverFirst, withoutProof, secret);
}

/** The same over any octets in the place of client-first-message-bare, so that a wrong message can fit. */
export function scramProofOver(
  mechanism: ScramMechanism,
  bare: Buffer,
  serverFirst: Buffer,
  withoutProof: Buffer,
  secret: Buffer,
): Parsed<ScramKeys> {
  const server = parseServerFirst(serverFirst);
  if (!server.ok) return { ok: false, reason: `server-first: ${server.reason}` };
  if (server.iterations > MOST_ITERATIONS)
    return { ok: false, reason: `server-first: more than ${MOST_ITERATIONS} iterations` };
  const messages = [bare, serverFirst, withoutProof] as const;
  return { ok: true, ...scramKeys(mechanism, secret, server.salt, server.iterations, messages) };
}

/** `c=...,r=...,p=...` */
export function scramClientFinal(
  mechanism: ScramMechanism,
  clientFirst: Buffer,
  serverFirst: Buffer,
  secret: Buffer,
): Parsed<{ octets: Buffer }> {
  const withoutProof = scramWithoutProof(clientFirst, serverFirst);
  if (!withoutProof.ok) return withoutProof;
  const keys = scramProof(mechanism, clientFirst, serverFirst, withoutProof.octets, secret);
  if (!keys.ok) return keys;
  const proof = `,p=${byteText(encodeBase64(keys.clientProof))}`;
  return { ok: true, octets: Buffer.concat([withoutProof.octets, octets(proof)]) };
}

/** `v=...` as it must come from a server that knows the secret. */
export function scramServerFinal(
  mechanism: ScramMechanism,
  clientFirst: Buffer,
  serverFirst: Buffer,
  secret: Buffer,
): Parsed<{ octets: Buffer }> {
  const withoutProof = scramWithoutProof(clientFirst, serverFirst);
  if (!withoutProof.ok) return withoutProof;
  const keys = scramProof(mechanism, clientFirst, serverFirst, withoutProof.octets, secret);
  if (!keys.ok) return keys;
  return { ok: true, octets: octets(`v=${byteText(encodeBase64(keys.serverSignature))}`) };
}

/** Octets as a string of the same length, so that nothing is lost in names that are not ASCII. */
function byteText(bytes: Buffer): string {
  return bytes.toString('latin1');
}

function octets(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
