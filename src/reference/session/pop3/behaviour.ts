import { createHash } from 'node:crypto';
import type { StoredMessage } from '../../mail/store.js';
import { sameOctets } from '../../realm.js';
import type { Realm } from '../../realm.js';
import { correctSasl } from '../../mechanisms/behaviour.js';
import type { DigestCheck, PasswordCheck, SaslBehaviour } from '../../mechanisms/behaviour.js';
import { messageId } from '../../mechanisms/message-id.js';
import type { Pop3Session } from '../pop3.js';
import type { Command } from './command.js';
import type { Line } from '../lines.js';
import { stuff, topOf, uniqueId } from './maildrop.js';
import type { Maildrop } from './maildrop.js';
import type { Reply } from './reply.js';

/**
 * Every decision of a POP3 session that may be made wrongly, each at one place. `correctPop3` is what the
 * RFCs say; a planted fault replaces single entries and mostly calls the right one with something twisted.
 */
export interface Pop3Behaviour extends SaslBehaviour {
  /** Octets of a command line and of a response within AUTH, both with CRLF. */
  readonly commandLimit: number;
  readonly responseLimit: number;
  /** Lines above this are taken for several. */
  readonly splitAt: number;
  /** What is read of a line before it is looked at. */
  line(session: Pop3Session, line: Line): Line;
  /** What came in clear behind STLS is run under TLS. */
  readonly keepsInputOverTls: boolean;
  greeting(session: Pop3Session, text: string): string;
  apopTimestamp(realm: Realm): string;
  apopMatches(check: DigestCheck): boolean;
  passMatches(check: PasswordCheck): boolean;
  /** The answer to a line that is a command; `next` is the correct server. */
  command(session: Pop3Session, command: Command, next: (command: Command) => Reply): Reply;
  /** The answer to a line within an AUTH exchange. */
  response(session: Pop3Session, line: Line, next: (line: Line) => Reply): Reply;
  /** The last word on any reply; `command` is null within AUTH and for lines that are no command. */
  reply(session: Pop3Session, command: Command | null, reply: Reply): Reply;
  capabilities(session: Pop3Session, lines: readonly string[]): readonly string[];
  size(message: StoredMessage): number;
  stuff(octets: Buffer): Buffer;
  topOf(octets: Buffer, bodyLines: number): Buffer;
  uniqueId(drop: Maildrop, message: StoredMessage): string;
  /** The session has ended; `update`: by QUIT. Marked messages are gone by then, the lock is still held. */
  ended(session: Pop3Session, drop: Maildrop, update: boolean): void;
}

export const correctPop3: Pop3Behaviour = {
  ...correctSasl,
  commandLimit: 255,
  responseLimit: 12_288,
  splitAt: Infinity,
  line: (_session, line) => line,
  keepsInputOverTls: false,
  greeting: (_session, text) => text,
  apopTimestamp: messageId,
  apopMatches: ({ challenge, digest, secret }) => {
    const right = createHash('md5').update(challenge, 'latin1').update(secret).digest('hex');
    return sameOctets(Buffer.from(digest, 'latin1'), Buffer.from(right));
  },
  passMatches: ({ given, secret }) => given.length > 0 && sameOctets(given, secret),
  command: (_session, command, next) => next(command),
  response: (_session, line, next) => next(line),
  reply: (_session, _command, reply) => reply,
  capabilities: (_session, lines) => lines,
  size: (message) => message.octets.length,
  stuff,
  topOf,
  uniqueId,
  ended: (_session, drop) => drop.lock.release(),
};
