import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrap } from './wrap.js';

test('breaks at spaces, and inside words that are longer than a line', () => {
  expect(wrap('a server that refuses a valid command', 20)).toEqual([
    'a server that',
    'refuses a valid',
    'command',
  ]);
  expect(wrap('x'.repeat(45), 20)).toEqual(['x'.repeat(20), 'x'.repeat(20), 'x'.repeat(5)]);
  expect(wrap('', 20)).toEqual(['']);
});

test('every line fits, and nothing but the space at a break is lost', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: -5, max: 60 }), (text, columns) => {
      const lines = wrap(text, columns);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(20, columns));
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});
