import type { ReferenceAccount } from '../accounts.js';
import type { Realm } from '../realm.js';
import type { Exchange } from '../mechanisms/exchange.js';
import type { Action, Session } from './action.js';
import { LineReader } from './lines.js';
import type { Line } from './lines.js';
import { anywhere } from './pop3/anywhere.js';
import { continueAuth } from './pop3/auth.js';
import { authorization } from './pop3/authorization.js';
import type { Pop3Behaviour } from './pop3/behaviour.js';
import { parseCommand, splitArguments } from './pop3/command.js';
import type { Command } from './pop3/command.js';
import type { Maildrop } from './pop3/maildrop.js';
import { err, ok } from './pop3/reply.js';
import type { Reply } from './pop3/reply.js';
import { transaction } from './pop3/transaction.js';

const handlers = new Map([...authorization, ...transaction, ...anywhere]);

/** A server's side of one POP3 connection: RFC 1939, 2449, 5034 and 2595. */
export class Pop3Session implements Session {
  readonly realm: Realm;
  readonly does: Pop3Behaviour;
  tls: 'none' | 'possible' | 'active';
  /** Of the greeting, good for the whole session. */
  readonly timestamp: string;
  /** Accepted by the USER just before this command; PASS may be given now and only now. */
  named: Buffer | null = null;
  /** Accepted by this command; becomes `named` for the next. */
  pending: Buffer | null = null;
  exchange: Exchange | null = null;
  account: ReferenceAccount | null = null;
  /** Not null: TRANSACTION. */
  drop: Maildrop | null = null;
  private readonly lines = new LineReader();
  private reading: 'lines' | 'nothing' | 'until TLS' = 'lines';

  constructor(realm: Realm, does: Pop3Behaviour, tls: 'none' | 'possible' | 'active') {
    this.realm = realm;
    this.does = does;
    this.tls = tls;
    this.timestamp = does.apopTimestamp(realm);
  }

  open(): readonly Action[] {
    const challenge = this.realm.offers.has('apop') ? ` ${this.timestamp}` : '';
    const greeting = ok(this.does.greeting(this, `mailspec reference POP3 server ready${challenge}`));
    return [{ kind: 'send', octets: this.does.reply(this, null, greeting).octets }];
  }

  feed(octets: Buffer): readonly Action[] {
    const actions: Action[] = [];
    if (this.reading !== 'lines') return actions;
    this.lines.push(octets);
    for (let line = this.nextLine(); line !== null; line = this.nextLine()) {
      const reply = this.answer(this.does.line(this, line));
      if (reply.octets.length > 0) actions.push({ kind: 'send', octets: reply.octets });
      if (reply.then === 'go on') continue;
      // Whatever came behind QUIT or, in clear, behind STLS is never run.
      this.reading = reply.then === 'close' ? 'nothing' : 'until TLS';
      if (!this.does.keepsInputOverTls) this.lines.clear();
      actions.push({ kind: reply.then === 'close' ? 'close' : 'start-tls' });
      break;
    }
    return actions;
  }

  tlsStarted(): void {
    this.tls = 'active';
    this.named = null;
    this.pending = null;
    this.reading = 'lines';
  }

  closed(): void {
    this.reading = 'nothing';
    this.leave(false);
  }

  /** Out of TRANSACTION. @param update by QUIT: the only way that removes anything */
  leave(update: boolean): void {
    const drop = this.drop;
    this.drop = null;
    if (drop !== null) this.does.ended(this, drop, update);
  }

  /** Octets have come in behind the line that is being answered. */
  get inputWaiting(): boolean {
    return !this.lines.empty;
  }

  /** Forgets what has come in behind the line that is being answered. */
  dropInput(): void {
    this.lines.clear();
  }

  private nextLine(): Line | null {
    const { commandLimit, responseLimit, splitAt } = this.does;
    return this.lines.next(this.exchange === null ? commandLimit : responseLimit, splitAt);
  }

  private answer(line: Line): Reply {
    if (this.exchange !== null) {
      const reply = this.does.response(this, line, (changed) => continueAuth(this, changed));
      return this.does.reply(this, null, reply);
    }
    this.named = this.pending;
    this.pending = null;
    const command = parseCommand(line);
    if (typeof command === 'string') return this.does.reply(this, null, err(command));
    const reply = this.does.command(this, command, (changed) => this.run(changed));
    return this.does.reply(this, command, reply);
  }

  private run({ verb, rest }: Command): Reply {
    const handler = handlers.get(verb);
    if (handler === undefined || (handler.offer !== undefined && !this.realm.offers.has(handler.offer)))
      return err('no such command');
    const phase = this.drop === null ? 'authorization' : 'transaction';
    if (handler.phase !== 'any' && handler.phase !== phase)
      return err(phase === 'authorization' ? 'log in first' : 'not after login');
    // PASS alone takes its argument with all spaces.
    const words = handler.most === Infinity ? [] : splitArguments(rest, handler.least, handler.most);
    return words === null ? err('wrong arguments') : handler.run(this, words, rest ?? '');
  }
}
