const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PAD = 0x3d;

/** Value of each octet in the alphabet, or -1. */
const VALUES = Int8Array.from({ length: 256 }, (_, octet) => ALPHABET.indexOf(String.fromCharCode(octet)));

/** Why a text is no BASE64. */
export type Base64Fault =
  /** an octet outside the alphabet; blanks and line ends are outside too */
  | 'foreign octet'
  /** not a whole number of groups of four */
  | 'length'
  /** `=` anywhere but as the last one or two octets */
  | 'padding'
  /** the last digit holds bits that belong to no octet and are not zero: a second encoding of the same octets */
  | 'spare bits';

export type Base64Result =
  { readonly ok: true; readonly octets: Buffer } | { readonly ok: false; readonly reason: Base64Fault };

/** RFC 4648 section 4, padded, on one line. */
export function encodeBase64(octets: Uint8Array): Buffer {
  const text = Buffer.alloc(Math.ceil(octets.length / 3) * 4, PAD);
  for (let i = 0, at = 0; i < octets.length; i += 3, at += 4) {
    const group = ((octets[i] ?? 0) << 16) | ((octets[i + 1] ?? 0) << 8) | (octets[i + 2] ?? 0);
    const digits = Math.min(octets.length - i, 3) + 1;
    for (let digit = 0; digit < digits; digit++)
      text[at + digit] = ALPHABET.charCodeAt((group >> (18 - 6 * digit)) & 0x3f);
  }
  return text;
}

/**
 * Strict RFC 4648 section 4: quads only, padding only at the end and complete, spare bits zero
 * (section 3.5), nothing skipped. The empty text is the encoding of no octets.
 */
export function decodeBase64(text: Uint8Array): Base64Result {
  const shape = base64Shape(text);
  if (shape !== null) return { ok: false, reason: shape };
  const padding = paddingOf(text);
  const octets = Buffer.alloc((text.length / 4) * 3);
  for (let i = 0, at = 0; i < text.length; i += 4, at += 3) {
    let group = 0;
    for (let digit = 0; digit < 4; digit++)
      group = (group << 6) | Math.max(0, VALUES[text[i + digit] ?? 0] ?? 0);
    octets[at] = group >> 16;
    octets[at + 1] = (group >> 8) & 0xff;
    octets[at + 2] = group & 0xff;
  }
  const end = octets.length - padding;
  if (octets.subarray(end).some((octet) => octet !== 0)) return { ok: false, reason: 'spare bits' };
  return { ok: true, octets: octets.subarray(0, end) };
}

/** What breaks the grammar `*(4base64_char) [base64_terminal]` of RFC 1734 section 3, which asks nothing of spare bits. */
export function base64Shape(text: Uint8Array): Exclude<Base64Fault, 'spare bits'> | null {
  const digits = text.length - paddingOf(text);
  for (let i = 0; i < digits; i++) {
    const octet = text[i] ?? 0;
    if (octet === PAD) return 'padding';
    if ((VALUES[octet] ?? -1) < 0) return 'foreign octet';
  }
  return text.length % 4 === 0 ? null : 'length';
}

/** 0, 1 or 2 pads at the end; a third one is left standing, where it is wrong. */
function paddingOf(text: Uint8Array): number {
  if (text[text.length - 1] !== PAD) return 0;
  return text[text.length - 2] === PAD ? 2 : 1;
}
