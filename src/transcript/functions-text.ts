import { isUtf8 } from 'node:buffer';
import { define, type Arguments } from './functions-call.js';
import { isList, octetsOf, Unfit, type Evaluated } from './value.js';

/** No text a script makes is longer. */
const MOST_OCTETS = 16 * 1024 * 1024;

function repeat(args: Arguments): Buffer {
  const part = args.octets(0);
  const times = args.count(1, 0, Math.floor(MOST_OCTETS / Math.max(1, part.length)));
  return Buffer.concat(Array.from({ length: times }, () => part));
}

/** Only ASCII letters change: what a keyword ignores is not what a name ignores. */
function inCase(octets: Buffer, change: (text: string) => string): Buffer {
  const changed = octets.toString('latin1').replace(/[A-Za-z]+/g, change);
  return Buffer.from(changed, 'latin1');
}

function unique(args: Arguments): boolean {
  const all = args.values.flatMap((value) => (isList(value) ? value : [octetsOf(value, args.at)]));
  return new Set(all.map((octets) => octets.toString('latin1'))).size === all.length;
}

function withoutBrackets(args: Arguments): Buffer {
  const octets = args.octets(0);
  const start = octets[0] === 0x3c ? 1 : 0;
  const end = octets[octets.length - 1] === 0x3e ? octets.length - 1 : octets.length;
  return octets.subarray(start, Math.max(start, end));
}

function swapCase(args: Arguments): Evaluated {
  const octets = args.octets(0);
  const swapped = inCase(octets, (letters) =>
    letters.replace(/./g, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase())),
  );
  return swapped.equals(octets) ? new Unfit('it holds no ASCII letter') : swapped;
}

/** Bits count from the highest of the first octet. */
function flipBit(args: Arguments): Buffer {
  const octets = Buffer.from(args.octets(0));
  const bit = args.count(1, 0, octets.length * 8 - 1);
  const place = Math.floor(bit / 8);
  octets[place] = (octets[place] ?? 0) ^ (0x80 >> (bit % 8));
  return octets;
}

export const textFunctions = {
  /** repeat(x, n) */
  repeat: define(2, 2, repeat),
  /** upper(x), lower(x): ASCII letters only */
  upper: define(1, 1, (args) => inCase(args.octets(0), (text) => text.toUpperCase())),
  lower: define(1, 1, (args) => inCase(args.octets(0), (text) => text.toLowerCase())),
  /** swap-case(x): every ASCII letter in the other case; unfit if there is none, so never equal to x */
  'swap-case': define(1, 1, swapCase),
  /** utf8(x): x itself; unfit if it is no well-formed UTF-8 */
  utf8: define(1, 1, (args) => {
    const octets = args.octets(0);
    return isUtf8(octets) ? octets : new Unfit('it is not UTF-8');
  }),
  /** flip-bit(x, i): x with its i-th bit, from 0, made the other one */
  'flip-bit': define(2, 2, flipBit),
  /** join(a, b, ...): one behind the other */
  join: define(1, Infinity, (args) => Buffer.concat(args.values.map((value) => octetsOf(value, args.at)))),
  /** octets(x): how many; a list counts each line and its CRLF */
  octets: define(1, 1, (args) => args.octets(0).length),
  /** number(x): of decimal digits; a check on anything else is false */
  number: define(1, 1, (args) => args.number(0)),
  /** contains(x, y): x holds y */
  contains: define(2, 2, (args) => args.octets(0).includes(args.octets(1))),
  /** unique(a, b, ...): no two are equal; a list counts line by line */
  unique: define(1, Infinity, unique),
  /** without-brackets(x): without `<` in front and `>` at the end */
  'without-brackets': define(1, 1, withoutBrackets),
  /** literal(x): the octets; that they go as an IMAP literal is the speaker's business */
  literal: define(1, 1, (args) => args.octets(0)),
};
