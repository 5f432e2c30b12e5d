import fc from 'fast-check';
import { expect, it } from 'vitest';
import { generateMessage, messageOf, smallestMessage } from './messages.js';

it('makes messages of exactly the octets asked for, in short lines that end in CRLF', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: smallestMessage, max: 5000 }),
      fc.integer({ min: 1, max: 999 }),
      (octets, number) => {
        const message = generateMessage(octets, number);
        expect(message).toHaveLength(octets);
        const lines = message.toString('latin1').split('\r\n');
        expect(lines.at(-1)).toBe('');
        expect(lines.every((line) => line.length <= 76 && !/[\r\n]/.test(line) && !line.endsWith(' '))).toBe(
          true,
        );
        expect(lines).toContain('');
      },
    ),
  );
});

it('makes messages of one maildrop that differ', () => {
  expect(generateMessage(200, 1).equals(generateMessage(200, 2))).toBe(false);
});

it('refuses a message too short for a header', () => {
  expect(() => generateMessage(smallestMessage - 1, 1)).toThrow(RangeError);
});

it('says which file is missing', () => {
  expect(() => messageOf({ kind: 'file', name: 'nothing.eml' }, 1)).toThrow('nothing.eml');
});
