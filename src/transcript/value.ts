import { MailspecError } from '../model/errors.js';
import { printLocation, type Location } from '../model/location.js';

/** What a name may be bound to. A list is lines of a POP3 list as captured: un-stuffed, without line ends. */
export type Value = Buffer | number | boolean | readonly Buffer[];

/**
 * What comes of an expression when the octets of a peer do not suit it: `decode()` of no BASE64,
 * `line()` past the end. It is no fault of the script; it makes a check false and cannot be spoken.
 */
export class Unfit {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

export type Evaluated = Value | Unfit;

/** A mistake in a case, found while it is played. */
export class ScriptError extends MailspecError {
  readonly at: Location;

  constructor(message: string, at: Location) {
    super('E_TRANSCRIPT', message, { where: printLocation(at) });
    this.name = 'ScriptError';
    this.at = at;
  }
}

/** A name nothing is bound to: an error of the case, unless the line that would have bound it is missing. */
export class UnboundName extends ScriptError {
  readonly unbound: string;

  constructor(unbound: string, at: Location) {
    super(`nothing is bound to "${unbound}" here`, at);
    this.name = 'UnboundName';
    this.unbound = unbound;
  }
}

const CRLF = Buffer.from('\r\n');

export function isList(value: Value): value is readonly Buffer[] {
  return Array.isArray(value);
}

/** Numbers as decimal, a list as its lines with CRLF each. */
export function octetsOf(value: Value, at: Location): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'number') return Buffer.from(String(value));
  if (isList(value)) return Buffer.concat(value.flatMap((line) => [line, CRLF]));
  throw new ScriptError('true or false has no octets', at);
}

/** Octets of decimal digits count as the number they write. */
export function numberOf(value: Value, at: Location): number | Unfit {
  if (typeof value === 'number') return value;
  if (!Buffer.isBuffer(value)) throw new ScriptError('a list or a truth value is no number', at);
  const text = value.toString('latin1');
  const number = /^[0-9]+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(number) ? number : new Unfit('not a number that can be counted with');
}

/** Lines of a list, or of octets cut at CRLF; the last CRLF ends the last line and begins none. */
export function linesOf(value: Value, at: Location): readonly Buffer[] {
  if (isList(value)) return value;
  const octets = octetsOf(value, at);
  const lines: Buffer[] = [];
  for (let start = 0; start < octets.length;) {
    const found = octets.indexOf(CRLF, start);
    const end = found < 0 ? octets.length : found;
    lines.push(octets.subarray(start, end));
    start = end + CRLF.length;
  }
  return lines;
}

/** `==`: a number equals the digits that write it; anything else is compared octet for octet. */
export function sameValue(left: Value, right: Value, at: Location): boolean {
  if (typeof left === 'boolean' && typeof right === 'boolean') return left === right;
  if (typeof left === 'number' || typeof right === 'number') {
    if (typeof left === 'boolean' || typeof right === 'boolean' || isList(left) || isList(right))
      throw new ScriptError('a number is compared with something that is none', at);
    const [a, b] = [numberOf(left, at), numberOf(right, at)];
    return typeof a === 'number' && a === b;
  }
  return octetsOf(left, at).equals(octetsOf(right, at));
}
