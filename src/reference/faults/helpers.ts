import { createHash, createHmac } from 'node:crypto';
import type { ReferenceAccount } from '../accounts.js';
import type { Realm } from '../realm.js';
import type { Pop3Session } from '../session/pop3.js';
import type { Pop3Behaviour } from '../session/pop3/behaviour.js';
import type { Command } from '../session/pop3/command.js';
import type { Maildrop } from '../session/pop3/maildrop.js';
import type { Reply } from '../session/pop3/reply.js';
import type { Fault, FaultGroup } from './fault.js';

type Changes = Partial<Pop3Behaviour>;
type Answer = (session: Pop3Session, command: Command, next: (command?: Command) => Reply) => Reply;

/** Faults of one group, all of POP3. */
export function group(
  name: FaultGroup,
  faults: readonly Omit<Fault, 'protocol' | 'group'>[],
): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, protocol: 'pop3', group: name }));
}

/** Answers one verb (or every one, for `*`) otherwise; `next` is the correct answer. */
export function onCommand(correct: Pop3Behaviour, verb: string, answer: Answer): Changes {
  return {
    command: (session, command, next) => {
      const correctly = (changed = command): Reply => correct.command(session, changed, next);
      return verb === '*' || verb === command.verb ? answer(session, command, correctly) : correctly();
    },
  };
}

/** Runs these commands, after login, with other arguments: those `change` makes of them. */
export function withWords(
  correct: Pop3Behaviour,
  verbs: readonly string[],
  change: (words: string[], drop: Maildrop) => string[],
): Changes {
  return onCommand(correct, '*', (session, command, next) => {
    if (!verbs.includes(command.verb) || command.rest === null || session.drop === null) return next();
    return next({ ...command, rest: change(command.rest.split(' '), session.drop).join(' ') });
  });
}

/** Answers a line within AUTH otherwise; `text` is the line as it came. */
export function onResponse(
  correct: Pop3Behaviour,
  answer: (session: Pop3Session, text: string, next: (text?: string) => Reply) => Reply,
): Changes {
  return {
    response: (session, line, next) => {
      const text = line.octets.toString('latin1');
      return answer(session, text, (changed = text) =>
        correct.response(session, { ...line, octets: Buffer.from(changed, 'latin1') }, next),
      );
    },
  };
}

/** Changes the octets of replies, seen as a character for an octet. */
export function onReply(
  correct: Pop3Behaviour,
  change: (text: string, session: Pop3Session, command: Command | null) => string,
): Changes {
  return {
    reply: (session, command, reply) => {
      const right = correct.reply(session, command, reply);
      const text = change(right.octets.toString('latin1'), session, command);
      return { ...right, octets: Buffer.from(text, 'latin1') };
    },
  };
}

export function isOk(reply: Reply): boolean {
  return reply.octets.toString('latin1', 0, 3) === '+OK';
}

export function isErr(reply: Reply): boolean {
  return reply.octets.toString('latin1', 0, 4) === '-ERR';
}

export const silence: Reply = { octets: Buffer.alloc(0), then: 'go on' };

export function md5(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
  return hash.digest('hex');
}

export function hmacMd5(key: Buffer | string, text: string): string {
  return createHmac('md5', key).update(text, 'latin1').digest('hex');
}

export function accountOf(realm: Realm, user: Buffer): ReferenceAccount | null {
  return realm.accounts.find((account) => account.user.equals(user)) ?? null;
}

/** What a fault remembers of each session. */
export class PerSession<T> {
  private readonly values = new WeakMap<Pop3Session, T>();
  private readonly initial: () => T;

  constructor(initial: () => T) {
    this.initial = initial;
  }

  get(session: Pop3Session): T {
    const value = this.values.get(session) ?? this.initial();
    this.values.set(session, value);
    return value;
  }

  set(session: Pop3Session, value: T): void {
    this.values.set(session, value);
  }
}

/** For decisions that are not told which session they are for: it is the one whose line is being answered. */
export function watch(correct: Pop3Behaviour): { readonly changes: Changes; session(): Pop3Session | null } {
  let current: Pop3Session | null = null;
  return {
    changes: {
      line: (session, line) => {
        current = session;
        return correct.line(session, line);
      },
    },
    session: () => current,
  };
}
