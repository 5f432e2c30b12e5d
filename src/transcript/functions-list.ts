import { define, type Arguments } from './functions-call.js';
import { isList, linesOf, numberOf, Unfit, type Evaluated } from './value.js';

const MOST = Number.MAX_SAFE_INTEGER;
const CRLF = '\r\n';

function nth<T>(items: readonly T[], number: number, what: string): T | Unfit {
  return items[number - 1] ?? new Unfit(`no ${what} ${number} of ${items.length}`);
}

/** Words between blanks, as many blanks as there are. */
function columnOf(line: Buffer, number: number): Buffer | Unfit {
  const words = line
    .toString('latin1')
    .split(' ')
    .filter((word) => word !== '');
  const word = nth(words, number, 'word');
  return word instanceof Unfit ? word : Buffer.from(word, 'latin1');
}

function sum(args: Arguments): Evaluated {
  const column = args.count(1, 1, MOST);
  let total = 0;
  for (const line of linesOf(args.value(0), args.at)) {
    const word = columnOf(line, column);
    const number = word instanceof Unfit ? word : numberOf(word, args.at);
    if (number instanceof Unfit) return number;
    total += number;
  }
  return total;
}

/** RFC 1939 section 7, TOP: header, blank line, the first n lines of the body. */
function top(args: Arguments): Evaluated {
  const lines = linesOf(args.value(0), args.at);
  const blank = lines.findIndex((line) => line.length === 0);
  const end = blank < 0 ? lines.length : blank + 1 + args.count(1, 0, MOST);
  return Buffer.concat(lines.slice(0, end).flatMap((line) => [line, Buffer.from(CRLF)]));
}

function first(args: Arguments): Evaluated {
  const value = args.value(0);
  const count = args.count(1, 0, MOST);
  return isList(value) ? value.slice(0, count) : args.octets(0).subarray(0, count);
}

function last(args: Arguments): Evaluated {
  const value = args.value(0);
  const count = args.count(1, 0, MOST);
  if (isList(value)) return value.slice(Math.max(0, value.length - count));
  const octets = args.octets(0);
  return octets.subarray(Math.max(0, octets.length - count));
}

function message(args: Arguments): Evaluated {
  const number = args.count(0, 1, MOST);
  const found = args.messages[number - 1];
  if (found === undefined) throw args.fault(`mail: has no message ${number}`);
  return found;
}

export const listFunctions = {
  /** first(x, n), last(x, n): octets, or lines of a list */
  first: define(2, 2, first),
  last: define(2, 2, last),
  /** line(x, i): the i-th line, from 1, of a list or of octets */
  line: define(2, 2, (args) => nth(linesOf(args.value(0), args.at), args.count(1, 1, MOST), 'line')),
  /** lines(x): how many */
  lines: define(1, 1, (args) => linesOf(args.value(0), args.at).length),
  /** column(line, n): the n-th word, from 1 */
  column: define(2, 2, (args) => columnOf(args.octets(0), args.count(1, 1, MOST))),
  /** sum(list, n): of the n-th words of all lines */
  sum: define(2, 2, sum),
  top: define(2, 2, top),
  /** body(list): its lines joined with CRLF, none behind the last */
  body: define(1, 1, (args) => {
    const lines = linesOf(args.value(0), args.at).map((line) => line.toString('latin1'));
    return Buffer.from(lines.join(CRLF), 'latin1');
  }),
  /** message(n): the octets of the n-th message of `mail:`, from 1 */
  message: define(1, 1, message),
};
