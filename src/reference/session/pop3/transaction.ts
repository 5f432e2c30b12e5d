import type { Pop3Session } from '../pop3.js';
import { decimal } from './command.js';
import type { Handler } from './handler.js';
import type { DropEntry, Maildrop } from './maildrop.js';
import { err, multiLine, ok } from './reply.js';
import type { Reply } from './reply.js';

/** The commands of the TRANSACTION state. */
export const transaction: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['STAT', { phase: 'transaction', least: 0, most: 0, run: inDrop(stat) }],
  ['LIST', { phase: 'transaction', least: 0, most: 1, run: inDrop(list) }],
  ['RETR', { phase: 'transaction', least: 1, most: 1, run: inDrop(retr) }],
  ['DELE', { phase: 'transaction', least: 1, most: 1, run: inDrop(dele) }],
  ['NOOP', { phase: 'transaction', least: 0, most: 0, run: () => ok('nothing done') }],
  ['RSET', { phase: 'transaction', least: 0, most: 0, run: inDrop(rset) }],
  ['TOP', { phase: 'transaction', least: 2, most: 2, offer: 'top', run: inDrop(top) }],
  ['UIDL', { phase: 'transaction', least: 0, most: 1, offer: 'uidl', run: inDrop(uidl) }],
]);

type InDrop = (session: Pop3Session, drop: Maildrop, words: readonly string[]) => Reply;

function inDrop(run: InDrop): Handler['run'] {
  return (session, words) =>
    session.drop === null ? err('log in first') : run(session, session.drop, words);
}

/** A message number that may be used, or why not. */
function entry(drop: Maildrop, word: string): DropEntry | Reply {
  const number = decimal(word);
  if (number === null) return err('not a message number');
  return drop.find(number) ?? err('no such message');
}

function stat(session: Pop3Session, drop: Maildrop): Reply {
  return ok(`${String(drop.present.length)} ${String(total(session, drop))}`);
}

function list(session: Pop3Session, drop: Maildrop, [word]: readonly string[]): Reply {
  const listing = ({ number, message }: DropEntry): string =>
    `${String(number)} ${String(session.does.size(message))}`;
  if (word !== undefined) return one(drop, word, listing);
  const count = drop.present.length;
  return listings(drop, `${String(count)} messages (${String(total(session, drop))} octets)`, listing);
}

function uidl(session: Pop3Session, drop: Maildrop, [word]: readonly string[]): Reply {
  const listing = ({ number, message }: DropEntry): string =>
    `${String(number)} ${session.does.uniqueId(drop, message)}`;
  return word === undefined ? listings(drop, 'unique-id listing follows', listing) : one(drop, word, listing);
}

function one(drop: Maildrop, word: string, listing: (entry: DropEntry) => string): Reply {
  const found = entry(drop, word);
  return 'octets' in found ? found : ok(listing(found));
}

function listings(drop: Maildrop, text: string, listing: (entry: DropEntry) => string): Reply {
  return multiLine(
    text,
    Buffer.from(drop.present.map((found) => `${listing(found)}\r\n`).join(''), 'latin1'),
  );
}

function retr(session: Pop3Session, drop: Maildrop, [word = '']: readonly string[]): Reply {
  const found = entry(drop, word);
  if ('octets' in found) return found;
  const { message } = found;
  return multiLine(`${String(session.does.size(message))} octets`, session.does.stuff(message.octets));
}

function top(session: Pop3Session, drop: Maildrop, [word = '', count = '']: readonly string[]): Reply {
  const found = entry(drop, word);
  if ('octets' in found) return found;
  const lines = decimal(count);
  if (lines === null) return err('not a number of lines');
  const { does } = session;
  return multiLine('top of message follows', does.stuff(does.topOf(found.message.octets, lines)));
}

function dele(_session: Pop3Session, drop: Maildrop, [word = '']: readonly string[]): Reply {
  const found = entry(drop, word);
  if ('octets' in found) return found;
  drop.marked.add(found.number);
  return ok(`message ${String(found.number)} deleted`);
}

function rset(session: Pop3Session, drop: Maildrop): Reply {
  drop.marked.clear();
  const count = drop.present.length;
  return ok(`maildrop has ${String(count)} messages (${String(total(session, drop))} octets)`);
}

function total(session: Pop3Session, drop: Maildrop): number {
  return drop.present.reduce((sum, { message }) => sum + session.does.size(message), 0);
}
