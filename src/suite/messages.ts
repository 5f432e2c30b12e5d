import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MailItem } from '../model/case.js';
import { MailspecError } from '../model/errors.js';
import { packageRoot } from '../model/package-root.js';

/** Shortest message `generateMessage` can make. */
export const smallestMessage = 60;

/**
 * A message of exactly `octets` octets with header, blank line and body, lines of at most 76 characters that
 * end in CRLF. Deterministic; `number` makes it unlike the others of its maildrop.
 */
export function generateMessage(octets: number, number: number): Buffer {
  if (octets < smallestMessage)
    throw new RangeError(`a message has at least ${String(smallestMessage)} octets`);
  let text = `From: a@example.org\r\nSubject: mailspec ${String(number)}\r\n\r\n`;
  while (text.length < octets) {
    let line = Math.min(76, octets - text.length - 2);
    // Never leave fewer octets than a last line with its CRLF needs.
    if (octets - text.length - line - 2 === 1) line--;
    text += `${filler(number, line)}\r\n`;
  }
  return Buffer.from(text, 'latin1');
}

function filler(number: number, length: number): string {
  const word = `message ${String(number)} of mailspec `;
  return word
    .repeat(Math.ceil(length / word.length))
    .slice(0, length)
    .replace(/ $/, '.');
}

/** The octets of one item of `mail:`. Files lie in suites/messages/ and are sent as they are. */
export function messageOf(
  item: MailItem,
  number: number,
  folder = join(packageRoot(), 'suites', 'messages'),
): Buffer {
  if (item.kind === 'octets') return generateMessage(item.octets, number);
  const path = join(folder, item.name);
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new MailspecError('E_SUITE', `the message ${item.name} cannot be read`, { where: path, cause });
  }
}
