import { isUtf8 } from 'node:buffer';
import { decodeBase64 } from './base64.js';
import { unescapeSaslname } from './saslname.js';

/** A message taken apart by the grammar of RFC 5802 section 7, or what breaks it. */
export type Parsed<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly reason: string };

export interface ClientFirst {
  /** `n,,`: what `c=` must repeat. */
  readonly gs2Header: Buffer;
  readonly authzid: Buffer | null;
  readonly user: Buffer;
  readonly nonce: Buffer;
  /** The message without its GS2 header: the first part of AuthMessage. */
  readonly bare: Buffer;
}
export interface ServerFirst {
  readonly nonce: Buffer;
  readonly salt: Buffer;
  readonly iterations: number;
}
export interface ClientFinal {
  readonly channelBinding: Buffer;
  readonly nonce: Buffer;
  readonly proof: Buffer;
  /** The last part of AuthMessage. */
  readonly withoutProof: Buffer;
}
export type ServerFinal =
  { readonly verifier: Buffer; readonly error: null } | { readonly verifier: null; readonly error: string };

export function parseClientFirst(message: Buffer): Parsed<ClientFirst> {
  const header = /^(?:n|y|p=[A-Za-z0-9.-]+),(?:a=([^,]*))?,/.exec(message.toString('latin1'));
  if (header === null) return fault('no GS2 header "n,,", "y,," or "p=name,,"');
  const authzid = header[1] === undefined ? null : unescapeSaslname(Buffer.from(header[1], 'latin1'));
  if (header[1] !== undefined && authzid === null) return fault('a= is no saslname');
  const bare = message.subarray(header[0].length);
  const fields = attributes(bare, ['n', 'r']);
  if (!fields.ok) return fields;
  const [name, nonce] = fields.values;
  const user = unescapeSaslname(name ?? Buffer.alloc(0));
  if (user === null) return fault('n= is no saslname');
  if (!isNonce(nonce)) return fault('r= is no nonce');
  return { ok: true, gs2Header: message.subarray(0, header[0].length), authzid, user, nonce, bare };
}

export function parseServerFirst(message: Buffer): Parsed<ServerFirst> {
  const fields = attributes(message, ['r', 's', 'i']);
  if (!fields.ok) return fields;
  const [nonce, saltText, count] = fields.values;
  if (!isNonce(nonce)) return fault('r= is no nonce');
  const salt = decodeBase64(saltText ?? Buffer.alloc(0));
  if (!salt.ok) return fault(`s= is no BASE64: ${salt.reason}`);
  if (!/^[1-9][0-9]{0,14}$/.test(count?.toString('latin1') ?? '')) return fault('i= is no positive number');
  return { ok: true, nonce, salt: salt.octets, iterations: Number(count?.toString('latin1')) };
}

export function parseClientFinal(message: Buffer): Parsed<ClientFinal> {
  const proofAt = message.lastIndexOf(',p=');
  if (proofAt < 0) return fault('p= is missing');
  const withoutProof = message.subarray(0, proofAt);
  const fields = attributes(withoutProof, ['c', 'r'], false);
  if (!fields.ok) return fields;
  const [bindingText, nonce] = fields.values;
  const binding = decodeBase64(bindingText ?? Buffer.alloc(0));
  if (!binding.ok) return fault(`c= is no BASE64: ${binding.reason}`);
  if (!isNonce(nonce)) return fault('r= is no nonce');
  const proof = decodeBase64(message.subarray(proofAt + 3));
  if (!proof.ok) return fault(`p= is no BASE64: ${proof.reason}`);
  return { ok: true, channelBinding: binding.octets, nonce, proof: proof.octets, withoutProof };
}

export function parseServerFinal(message: Buffer): Parsed<ServerFinal> {
  const refused = attributes(message, ['e'], false);
  if (refused.ok) return { ok: true, verifier: null, error: refused.values[0]?.toString('utf8') ?? '' };
  const fields = attributes(message, ['v'], false);
  if (!fields.ok) return fault('neither v= nor e=');
  const verifier = decodeBase64(fields.values[0] ?? Buffer.alloc(0));
  return verifier.ok
    ? { ok: true, verifier: verifier.octets, error: null }
    : fault(`v= is no BASE64: ${verifier.reason}`);
}

/**
 * The values of the attributes `names`, in that order, then any extensions, which must be ignored. `m=`
 * in front stands for an extension nobody here knows, so it must fail (RFC 5802 section 5.1).
 */
function attributes(
  message: Buffer,
  names: readonly string[],
  reservedFirst = true,
): Parsed<{ readonly values: readonly Buffer[] }> {
  if (!isUtf8(message) || message.includes(0)) return fault('not UTF-8 without NUL');
  const parts = message.toString('latin1').split(',');
  if (reservedFirst && parts[0]?.startsWith('m=') === true) return fault('mandatory extension m=');
  const values: Buffer[] = [];
  for (const [i, part] of parts.entries()) {
    const name = names[i];
    if (name === undefined ? !/^[A-Za-z]=./s.test(part) : !part.startsWith(`${name}=`))
      return fault(name === undefined ? 'an extension that is no attribute' : `${name}= is missing`);
    if (name !== undefined) values.push(Buffer.from(part.slice(2), 'latin1'));
  }
  const missing = names[parts.length];
  return missing === undefined ? { ok: true, values } : fault(`${missing}= is missing`);
}

/** 1*printable: 0x21-0x7E without the comma. */
function isNonce(text: Buffer | undefined): text is Buffer {
  return text !== undefined && /^[\x21-\x2b\x2d-\x7e]+$/.test(text.toString('latin1'));
}

function fault(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}
