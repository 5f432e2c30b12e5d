const BLOCK = 64;

/** Additive constants of RFC 1321 section 3.4: the integer part of 2^32 * |sin(i)|, i from 1 in radians. */
const SINES = Uint32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

/** Rotations of the four rounds, each used for one step in turn. */
const ROTATIONS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;

/** MD5 of RFC 1321, 16 octets. Written out here because the digest is the thing this program judges. */
export function md5(data: Uint8Array): Buffer {
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  const padded = pad(data);
  for (let offset = 0; offset < padded.length; offset += BLOCK) digestBlock(state, padded, offset);
  const digest = Buffer.alloc(16);
  state.forEach((word, i) => digest.writeUInt32LE(word, i * 4));
  return digest;
}

/** Section 3.1 and 3.2: one bit, zeros up to 56 mod 64, then the length in bits as 64 bits, low octet first. */
function pad(data: Uint8Array): Buffer {
  const padded = Buffer.alloc((Math.floor((data.length + 8) / BLOCK) + 1) * BLOCK);
  padded.set(data);
  padded[data.length] = 0x80;
  padded.writeBigUInt64LE((BigInt(data.length) * 8n) & 0xffff_ffff_ffff_ffffn, padded.length - 8);
  return padded;
}

function digestBlock(state: Uint32Array, message: Buffer, offset: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < 64; step++) {
    const { mix, word } = mixing(step, b, c, d);
    const sum = (a + mix + message.readUInt32LE(offset + word * 4) + (SINES[step] ?? 0)) >>> 0;
    const rotated = rotateLeft(sum, ROTATIONS[step >> 4]?.[step & 3] ?? 0);
    [a, d, c, b] = [d, c, b, (b + rotated) >>> 0];
  }
  [a, b, c, d].forEach((word, i) => (state[i] = (state[i] ?? 0) + word));
}

/** Section 3.4: the functions F, G, H, I of the four rounds, and which word of the block each step takes. */
function mixing(step: number, b: number, c: number, d: number): { mix: number; word: number } {
  switch (step >> 4) {
    case 0:
      return { mix: ((b & c) | (~b & d)) >>> 0, word: step };
    case 1:
      return { mix: ((b & d) | (c & ~d)) >>> 0, word: (5 * step + 1) % 16 };
    case 2:
      return { mix: (b ^ c ^ d) >>> 0, word: (3 * step + 5) % 16 };
    default:
      return { mix: (c ^ (b | ~d)) >>> 0, word: (7 * step) % 16 };
  }
}

function rotateLeft(word: number, bits: number): number {
  return ((word << bits) | (word >>> (32 - bits))) >>> 0;
}
