import fc from 'fast-check';
import { expect, it } from 'vitest';
import { indicator, type Indicator } from './reply.js';

/** The definition, by text: `+OK` and `-ERR` in either case, `+` alone or before a space. */
function byText(line: string): Indicator {
  if (/^-ERR/i.test(line)) return '-ERR';
  if (/^\+OK/i.test(line)) return '+OK';
  return line === '+' || line.startsWith('+ ') ? '+' : null;
}

it('reads the indicator of any octets as its definition does', () => {
  const near = fc
    .array(fc.constantFrom('+', '-', ' ', 'O', 'o', 'K', 'k', 'E', 'e', 'R', 'r', '\x0b', '/', '\xef'), {
      maxLength: 6,
    })
    .map((characters) => characters.join(''));
  const begun = fc
    .tuple(fc.constantFrom('+OK', '+ok', '-ERR', '-err', '-eRR', '+', '-ER', '+O'), near)
    .map(([head, rest]) => head + rest);
  fc.assert(
    fc.property(fc.oneof(near, begun, fc.string()), (line) => {
      expect(indicator(Buffer.from(line, 'latin1'))).toBe(byText(Buffer.from(line, 'latin1').toString('latin1'))); // prettier-ignore
    }),
    { numRuns: 2000 },
  );
});
