import type { Random } from './random.js';

/** One type of hole: what octets it takes, and how to make some. */
export interface HoleType {
  /** The end of the longest run from `offset` that could be of this type; `offset` when there is none. */
  reach(line: Buffer, offset: number): number;
  /** Whether every start inside a run reaches the same end. */
  readonly uniform: boolean;
  /** Fewest and most octets. */
  readonly min: number;
  readonly max: number;
  /** Whether a part of such a run is wholly of this type; null: every part of min to max octets is. */
  readonly whole: ((octets: Buffer) => boolean) | null;
  generate(random: Random): Buffer;
}

/** A type whose octets all come from one set. */
export function runOf(
  may: (octet: number) => boolean,
  make: (random: Random) => string | Buffer,
  limits: { min?: number; max?: number; whole?: (octets: Buffer) => boolean } = {},
): HoleType {
  return {
    reach(line, offset) {
      let end = offset;
      while (end < line.length && may(line[end] ?? 0)) end++;
      return end;
    },
    uniform: true,
    min: limits.min ?? 1,
    max: limits.max ?? Infinity,
    whole: limits.whole ?? null,
    generate: (random) => {
      const made = make(random);
      return typeof made === 'string' ? Buffer.from(made, 'latin1') : made;
    },
  };
}

/** 0x21 to 0x7E. */
export function isVisible(octet: number): boolean {
  return octet > 0x20 && octet < 0x7f;
}

/** The octets of an ASCII text as a test. */
export function anyOf(characters: string): (octet: number) => boolean {
  const set = new Set(Buffer.from(characters, 'latin1'));
  return (octet) => set.has(octet);
}

export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const DIGITS = '0123456789';
export const ALPHANUMERIC = `${LOWER}${LOWER.toUpperCase()}${DIGITS}`;
