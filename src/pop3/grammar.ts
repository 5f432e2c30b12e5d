import { indicator, type Indicator } from './reply.js';

/** A line of a server and what is known of it when it arrived. */
export interface ServerLine {
  /** Without its line end. */
  readonly octets: Buffer;
  readonly ending: 'crlf' | 'lf' | 'none';
  readonly kind: 'greeting' | 'status' | 'continuation' | 'list' | 'dot' | 'junk';
  /** Right behind the status line of its list: of a message, the line that holds its very first octet. */
  readonly firstOfList: boolean;
  /** Verb of the command it answers; '' for the greeting and for lines nobody asked for. */
  readonly verb: string;
  readonly argument: string;
  /** The command kept the limits of the grammar, so the reply must. */
  readonly toLegalCommand: boolean;
  /** CAPA listed RESP-CODES. */
  readonly codesAnnounced: boolean;
}

/** A line as the rules see it: what several of them look at is made once. */
export interface SeenLine extends ServerLine {
  /** Its octets as latin1. */
  readonly text: string;
  readonly sign: Indicator;
}

/** Written out, because a spread is ten times slower and this is done for every line of a run. */
export function seen(line: ServerLine): SeenLine {
  const { octets, ending, kind, firstOfList, verb, argument, toLegalCommand, codesAnnounced } = line;
  const text = octets.toString('latin1');
  const sign = indicator(octets);
  return { octets, ending, kind, firstOfList, verb, argument, toLegalCommand, codesAnnounced, text, sign };
}

/** One row of the catalogue that every line of its kind is held against, whatever the case expects. */
export interface GrammarRule {
  readonly row: string;
  readonly applies: (line: SeenLine) => boolean;
  readonly keeps: (line: SeenLine) => boolean;
  readonly expected: string;
  readonly shape: string;
}

const isStatus = (line: SeenLine): boolean => line.kind === 'status' || line.kind === 'greeting';
const positive = (line: SeenLine): boolean => line.kind === 'status' && line.sign === '+OK';
const numbered = (line: SeenLine): boolean => positive(line) && /^[0-9]+$/.test(line.argument);

export const grammarRules: readonly GrammarRule[] = [
  {
    row: 'rfc1939-3-response-crlf',
    applies: (line) => line.kind !== 'list' && line.kind !== 'dot' && line.ending !== 'none',
    keeps: (line) => line.ending === 'crlf',
    expected: 'a line that ends in CR LF',
    shape: 'bare LF',
  },
  {
    row: 'rfc1939-3-two-indicators',
    applies: (line) => isStatus(line) || line.kind === 'junk',
    keeps: (line) => line.sign === '+OK' || line.sign === '-ERR',
    expected: 'a line that begins with +OK or -ERR',
    shape: 'no status indicator',
  },
  {
    row: 'rfc1939-3-indicator-uppercase',
    applies: (line) => isStatus(line),
    keeps: (line) => /^(\+OK|-ERR)/.test(line.text) || line.sign === null,
    expected: '+OK or -ERR in upper case',
    shape: 'lower-case indicator',
  },
  {
    row: 'rfc1939-3-response-form',
    applies: (line) => line.kind === 'status' && line.sign !== null,
    keeps: (line) => /^(\+OK|-ERR)( .*)?$/is.test(line.text),
    expected: 'nothing, or a space and text, behind the status indicator',
    shape: 'no space behind the indicator',
  },
  {
    row: 'rfc1939-3-response-512',
    applies: (line) => isStatus(line) && line.toLegalCommand,
    keeps: (line) => line.octets.length + 2 <= 512,
    expected: 'a status line of at most 512 octets with CRLF',
    shape: 'status line over 512 octets',
  },
  {
    row: 'rfc1939-3-multiline-lines-crlf',
    applies: (line) => (line.kind === 'list' || line.kind === 'dot') && line.ending !== 'none',
    keeps: (line) => line.ending === 'crlf',
    expected: 'lines of a multi-line response that end in CR LF',
    shape: 'bare LF in a list',
  },
  {
    row: 'rfc1939-3-byte-stuffing',
    // The first line has a row of its own, rfc1939-3-byte-stuffing-first-octet, judged by cases.
    applies: (line) => line.kind === 'list' && !line.firstOfList && line.octets[0] === 0x2e,
    keeps: (line) => line.octets[1] === 0x2e,
    expected: 'a second dot before every line that begins with one',
    shape: 'unstuffed dot',
  },
  {
    row: 'rfc1939-5-stat-format',
    applies: (line) => positive(line) && line.verb === 'STAT',
    keeps: (line) => /^\+OK [0-9]+ [0-9]+([^0-9].*)?$/is.test(line.text),
    expected: '+OK, a space, the count, a space, the size',
    shape: 'malformed drop listing',
  },
  {
    row: 'rfc1939-5-scan-format',
    applies: (line) => line.verb === 'LIST' && (line.kind === 'list' || numbered(line)),
    keeps: (line) => /^(\+OK )?[0-9]+ [0-9]+([^0-9].*)?$/is.test(line.text),
    expected: 'the message number, a space, the size',
    shape: 'malformed scan listing',
  },
  {
    row: 'rfc1939-7-uidl-format',
    applies: (line) => line.verb === 'UIDL' && (line.kind === 'list' || numbered(line)),
    keeps: (line) => /^(\+OK )?[0-9]+ [!-~]{1,70}$/i.test(line.text),
    expected: 'the message number, a space, a unique-id of 1 to 70 octets from 0x21 to 0x7E',
    shape: 'malformed unique-id listing',
  },
  {
    row: 'rfc2449-3-capability-line',
    applies: (line) => line.verb === 'CAPA' && line.kind === 'list',
    keeps: (line) => /^[!--/-\x7f]+( [!-\x7f]+)*$/.test(line.text),
    expected: 'a capability tag, then parameters each behind one space',
    shape: 'malformed capability line',
  },
  {
    row: 'rfc2449-5-capa-line-512',
    applies: (line) => line.verb === 'CAPA' && line.kind === 'list',
    keeps: (line) => line.octets.length + 2 <= 512,
    expected: 'a capability line of at most 512 octets with CRLF',
    shape: 'capability line over 512 octets',
  },
  {
    row: 'rfc4422-3.1-mechanism-names',
    applies: (line) => line.verb === 'CAPA' && line.kind === 'list' && /^SASL /i.test(line.text),
    keeps: (line) => line.text.split(' ').slice(1).filter(Boolean).every((name) => /^[A-Za-z0-9_-]{1,20}$/.test(name)), // prettier-ignore
    expected: 'mechanism names of 1 to 20 letters, digits, hyphens and underscores behind SASL',
    shape: 'malformed mechanism name',
  },
  {
    row: 'rfc1734-2-challenge-plus-space',
    applies: (line) => line.kind === 'continuation',
    keeps: (line) => /^\+ ([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(line.text),
    expected: 'a plus, one space and BASE64, and nothing else',
    shape: 'malformed challenge line',
  },
  {
    row: 'rfc2449-6.4-bracket-is-code',
    applies: (line) => isStatus(line) && line.codesAnnounced && /^(\+OK|-ERR) \[/i.test(line.text),
    keeps: (line) => /^(\+OK|-ERR) \[[!-.0-\\^-~]+(\/[!-.0-\\^-~]+)*\]/i.test(line.text),
    expected: 'a well-formed response code behind [ where RESP-CODES is listed',
    shape: 'malformed response code',
  },
  {
    row: 'rfc2449-8.1.2-in-use-where',
    applies: (line) => isStatus(line) && /^(\+OK|-ERR) \[IN-USE\]/i.test(line.text),
    keeps: (line) => line.sign === '-ERR' && ['PASS', 'APOP', 'AUTH'].includes(line.verb),
    expected: '[IN-USE] only behind -ERR to PASS, APOP or AUTH',
    shape: '[IN-USE] elsewhere',
  },
];
