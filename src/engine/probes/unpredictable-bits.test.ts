import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpredictableBits, type ChallengeSample } from './unpredictable-bits.js';

const count = 50;
const accused = 24;

/** Generators of a repeatable stream of 32-bit words. */
function words(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

function sampled(
  seed: number,
  make: (word: () => number, i: number, ms: number) => string,
): ChallengeSample[] {
  const word = words(seed);
  let ms = 1000;
  return Array.from({ length: count }, (_, i) => {
    // What a greeting takes, and how late it is read.
    ms += 1 + (word() % 4000) / 1000;
    const text = make(word, i, ms);
    return { text, ms: ms + (word() % 1500) / 1000 };
  });
}

const octets = (word: () => number, n: number): Buffer =>
  Buffer.from(Array.from({ length: n }, () => word() & 0xff));

const random: Record<string, (word: () => number, i: number, ms: number) => string> = {
  '32 bits in decimal': (word) => `<${String(word())}@host>`,
  '32 bits in hex beside a clock': (word, _, ms) => `<${word().toString(16)}.${String(Math.floor(ms))}@host>`,
  '32 bits in hex with leading zeros': (word) => `<${word().toString(16).padStart(8, '0')}@host>`,
  '32 bits in base64': (word) => `<${octets(word, 4).toString('base64')}@host>`,
  '32 bits in base64url': (word) => `<${octets(word, 4).toString('base64url')}@host>`,
  '64 bits in decimal': (word) =>
    `<${String((BigInt(word()) << 32n) | BigInt(word()))}.${String(word() % 9)}@host>`,
  'process, counter, clock and 16 octets in base64': (word, i, ms) =>
    `<1a1e.${String((i % 3) + 1)}.${Math.floor(ms / 1000).toString(16)}.${octets(word, 16).toString('base64')}@vm>`,
  '16 octets in hex': (word) => `<${octets(word, 16).toString('hex')}@host>`,
  '16 octets in base64url beside a process': (word, i) =>
    `<${String(900 + i)}.${octets(word, 16).toString('base64url')}@host>`,
  '32 bits in two halves': (word) => `<${String(word() & 0xffff)}.${String(word() & 0xffff)}@host>`,
};

const plain: Record<string, (word: () => number, i: number, ms: number) => string> = {
  'process and clock of seconds': (word, i, ms) =>
    `<${String(7400 + 2 * i + (word() % 2))}.${String(1795298505 + Math.floor(ms / 1000))}@vm>`,
  'process and clock of microseconds': (_, i, ms) =>
    `<${String(7400 + i)}.${String(1795298505000000 + Math.floor(ms * 1000))}@vm>`,
  'clock of milliseconds in hex': (_, __, ms) => `<${Math.floor(1.7e12 + ms).toString(16)}@vm>`,
  'a counter': (_, i) => `<1896.${String(896697170952 + i)}@vm>`,
  'a counter in 32 hex digits': (_, i) => `<${(0xabcdefn * 2n ** 80n + BigInt(i)).toString(16)}@vm>`,
  'a counter beside a constant that looks random': (_, i) => `<${String(i)}.pPO+fXUGnnn+8naLF8so6Q==@vm>`,
  'a clock of milliseconds in base 36': (_, __, ms) => `<${Math.floor(1.7e12 + ms).toString(36)}@vm>`,
  'three processes that take turns and a clock': (word, _, ms) =>
    `<${String([4711, 90210, 31337][word() % 3])}.${String(Math.floor(ms))}@vm>`,
  'date and time': (_, i, ms) => `<20261121${String(215100 + Math.floor(ms / 1000))}.${String(i)}@vm>`,
  'a random number of 15 bits and seconds': (word, _, ms) =>
    `<${String(word() & 0x7fff)}.${String(Math.floor(1e6 + ms / 1000))}@vm>`,
};

describe('unpredictableBits', () => {
  it.each(Object.entries(random))('leaves enough of %s', (_, make) => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (seed) => {
        expect(unpredictableBits(sampled(seed, make))).toBeGreaterThanOrEqual(accused);
      }),
    );
  });

  it.each(Object.entries(plain))('leaves little of %s', (_, make) => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (seed) => {
        expect(unpredictableBits(sampled(seed, make))).toBeLessThan(accused);
      }),
    );
  });

  it('is not misled by a machine that stands still now and then', () => {
    const samples = sampled(5, plain['process and clock of microseconds'] ?? (() => ''));
    const late = samples.map(({ text, ms }, i) => ({ text, ms: i % 16 === 3 ? ms + 900 : ms }));
    expect(unpredictableBits(late)).toBeLessThan(accused);
  });
});
