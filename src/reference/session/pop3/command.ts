import type { Line } from '../lines.js';

/** A line that has the form of a command. */
export interface Command {
  /** In upper case; '' for an empty line. */
  readonly verb: string;
  /** What follows the first space; null: there is no space. */
  readonly rest: string | null;
}

/** RFC 1939 section 3: printable US-ASCII, ended by CRLF, at most 255 octets. A string says what is wrong. */
export function parseCommand(line: Line): Command | string {
  if (line.overlong) return 'line is too long';
  if (line.ending !== 'crlf') return 'line does not end in CRLF';
  if (!line.octets.every((octet) => octet >= 0x20 && octet <= 0x7e))
    return 'line holds other than printable ASCII';
  const text = line.octets.toString('latin1');
  const space = text.indexOf(' ');
  if (space === -1) return { verb: text.toUpperCase(), rest: null };
  return { verb: text.slice(0, space).toUpperCase(), rest: text.slice(space + 1) };
}

/** One space between arguments and none behind. null: not so many as there have to be. */
export function splitArguments(rest: string | null, least: number, most: number): string[] | null {
  const words = rest === null ? [] : rest.split(' ');
  const right = words.length >= least && words.length <= most && !words.includes('');
  return right ? words : null;
}

/** A decimal number; too large ones are Infinity or inexact, and larger than any message number. null: none. */
export function decimal(text: string): number | null {
  return /^[0-9]+$/.test(text) ? Number(text) : null;
}
