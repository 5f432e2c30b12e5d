import { ALPHANUMERIC, anyOf, LOWER, runOf, type HoleType } from './types-hole.js';
import { valueEnd } from './types-value-end.js';

const isSpecial = anyOf('(){%*"\\ ');
const ATOM = String.raw`[^\x00-\x20(){%*"\\\x7f-\xff]+`;
const FLAG = String.raw`\\?${ATOM}`;
const FLAG_LIST = new RegExp(String.raw`^\((?:(?:${FLAG}|\\\*)(?: (?:${FLAG}|\\\*))*)?\)$`);
const DATE_TIME =
  /^"(?: [0-9]|[0-3][0-9])-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{4} [0-2][0-9]:[0-5][0-9]:[0-6][0-9] [+-][0-9]{4}"$/i;
const DATE_TIME_LENGTH = 28;

/** RFC 2060 section 9, ATOM_CHAR: 7-bit, no control, none of `( ) { % * " \` and no blank. */
function isAtomOctet(octet: number): boolean {
  return octet > 0x20 && octet < 0x7f && !isSpecial(octet);
}

/** A string is one value that begins as one: `"` or `{`. */
function isString(octets: Buffer): boolean {
  return (octets[0] === 0x22 || octets[0] === 0x7b) && valueEnd(octets, 0) === octets.length;
}

/** From a `"` or `{` to the end of that string, else the run of `may`. */
function stringOr(may: (octet: number) => boolean): HoleType['reach'] {
  const run = runOf(may, () => '');
  return (line, offset) =>
    line[offset] === 0x22 || line[offset] === 0x7b
      ? Math.max(offset, valueEnd(line, offset))
      : run.reach(line, offset);
}

const never = (): boolean => false;
const name = runOf(isAtomOctet, (random) => random.text(ALPHANUMERIC, 1, 12));

const atom = name;
const tag = runOf(
  (octet) => isAtomOctet(octet) && octet !== 0x2b,
  (random) => `A${random.integer(1, 9999)}`,
);
const string: HoleType = {
  ...runOf(never, (random) => `"${random.text(`${LOWER} `, 0, 12)}"`, { min: 2, whole: isString }),
  uniform: false,
  reach: stringOr(never),
};
const astring: HoleType = {
  ...atom,
  uniform: false,
  reach: stringOr(isAtomOctet),
  whole: (octets) => isString(octets) || octets.every(isAtomOctet),
};
const nstring: HoleType = {
  ...string,
  uniform: false,
  reach: stringOr(anyOf('NILnil')),
  whole: (octets) => isString(octets) || /^NIL$/i.test(octets.toString('latin1')),
};
const flag = runOf(
  (octet) => isAtomOctet(octet) || octet === 0x5c,
  (random) => random.pick(['\\Seen', '\\Deleted', '\\Flagged', '$Label']),
  { whole: (octets) => octets.lastIndexOf(0x5c) <= 0 && octets[octets.length - 1] !== 0x5c },
);
/** `\*` is taken too, as PERMANENTFLAGS has it (RFC 2060 section 7.1). */
const flagList = runOf(
  (octet) => octet >= 0x20 && octet < 0x7f,
  (random) => random.pick(['()', '(\\Seen)', '(\\Answered \\Flagged \\Deleted \\Seen \\Draft)']),
  {
    min: 2,
    whole: (octets) => octets[octets.length - 1] === 0x29 && FLAG_LIST.test(octets.toString('latin1')),
  },
);
const dateTime = runOf(
  (octet) => octet >= 0x20 && octet < 0x7f,
  (random) => {
    const two = (min: number, max: number): string => String(random.integer(min, max)).padStart(2, '0');
    const month = random.pick(['Jan', 'Apr', 'Jul', 'Dec']);
    return `"${two(1, 28)}-${month}-${random.integer(1990, 2030)} ${two(0, 23)}:${two(0, 59)}:${two(0, 59)} +0000"`;
  },
  {
    min: DATE_TIME_LENGTH,
    max: DATE_TIME_LENGTH,
    whole: (octets) => DATE_TIME.test(octets.toString('latin1')),
  },
);
/** One value: a word, a string, or a list in parentheses. */
const any: HoleType = {
  ...runOf(never, (random) => random.text(ALPHANUMERIC, 1, 12), {
    whole: (octets) => valueEnd(octets, 0) === octets.length,
  }),
  uniform: false,
  reach: (line, offset) => Math.max(offset, valueEnd(line, offset)),
};

export const imapTypes = {
  atom,
  tag,
  string,
  astring,
  nstring,
  flag,
  'flag-list': flagList,
  'date-time': dateTime,
  any,
} as const satisfies Record<string, HoleType>;
