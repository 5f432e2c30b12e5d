import { base64Shape, encodeBase64 } from '../sasl/base64.js';
import { ALPHANUMERIC, anyOf, DIGITS, isVisible, LOWER, runOf, type HoleType } from './types-hole.js';

const isDigit = anyOf(DIGITS);
const isHex = anyOf('0123456789abcdefABCDEF');
const isLowerHex = anyOf('0123456789abcdef');
const isBase64 = anyOf(`${ALPHANUMERIC}+/`);
const PAD = 0x3d;

const text = runOf(
  (octet) => octet !== 0x0d && octet !== 0x0a,
  (random) => Array.from({ length: random.integer(1, 3) }, () => random.text(LOWER, 1, 7)).join(' '),
  // A reply may be its indicator alone.
  { min: 0 },
);
const word = runOf(isVisible, (random) => random.text(ALPHANUMERIC, 1, 12));
const number = runOf(isDigit, (random) => String(random.integer(0, 99_999)));
/** RFC 2060 section 9: 0 < n < 2^32, no leading zero. */
const nzNumber = runOf(isDigit, (random) => String(random.integer(1, 99_999)), {
  max: 10,
  whole: (octets) => octets[0] !== 0x30 && Number(octets.toString('latin1')) < 2 ** 32,
});
const hex = runOf(isHex, (random) => random.octets(random.integer(1, 16)).toString('hex'));
/** An MD5 digest as RFC 1939 section 7 and RFC 2195 section 2 write it. */
const digest = runOf(isLowerHex, (random) => random.octets(16).toString('hex'), { min: 32, max: 32 });
/** RFC 1939 section 7: 1 to 70 octets of 0x21 to 0x7E. */
const uniqueId = runOf(isVisible, (random) => random.text(`${ALPHANUMERIC}.:+/=<>@`, 1, 24), { max: 70 });

/** The grammar of RFC 1734 section 3, which also takes no octets at all and asks nothing of spare bits. */
const base64: HoleType = {
  reach(line, offset) {
    let end = offset;
    while (end < line.length && isBase64(line[end] ?? 0)) end++;
    for (let pads = 0; pads < 2 && line[end] === PAD; pads++) end++;
    return end;
  },
  uniform: false,
  min: 0,
  max: Infinity,
  // Cheap first: most parts of a run have the wrong length.
  whole: (octets) => octets.length % 4 === 0 && base64Shape(octets.subarray(-4)) === null,
  generate: (random) => encodeBase64(random.octets(random.integer(1, 24))),
};

/** A POP3 list as octets: lines that end in CRLF, or none at all. */
const lines = runOf(
  () => true,
  (random) => Array.from({ length: random.integer(0, 3) }, () => `${random.text(LOWER, 1, 9)}\r\n`).join(''),
  { min: 0, whole: (octets) => octets.length === 0 || octets.subarray(-2).equals(Buffer.from('\r\n')) },
);

export const plainTypes = {
  text,
  word,
  number,
  'nz-number': nzNumber,
  hex,
  digest,
  'unique-id': uniqueId,
  base64,
  lines,
} as const satisfies Record<string, HoleType>;
