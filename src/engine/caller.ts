import { Deadline } from '../model/deadline.js';
import type { Account, Endpoint } from '../target/target.js';
import { Connection } from '../wire/connection.js';
import { defaultLimits } from '../wire/limits.js';
import { Trace } from '../wire/trace.js';
import type { Times } from './context.js';
import { endText, logIn, type LoginOutcome } from './login.js';
import type { LoginMethod } from './offers.js';
import { isUnended, Pop3Session, type Group } from './pop3-session.js';

/** A connection of the harness's own errands (survey, mail): nothing on it is judged. */
export class Caller {
  /** Something was not answered to its end: no goodbye is worth the wait. */
  private dumb = false;

  private constructor(
    readonly session: Pop3Session,
    readonly greeting: Buffer,
    private readonly times: Times,
  ) {}

  /** Connects and reads the greeting; a string says what went wrong. */
  static async open(
    endpoint: Endpoint,
    times: Times,
  ): Promise<Caller | { readonly problem: string; readonly connected: boolean }> {
    const dialled = await endpoint.dialer.dial(Deadline.in(times.connect));
    if (!dialled.ok) return { problem: `no connection: ${dialled.message}`, connected: false };
    const connection = new Connection(dialled.stream, {
      number: 0,
      trace: new Trace(),
      limits: defaultLimits,
    });
    const session = new Pop3Session(connection);
    const group = await session.readGroup(Deadline.in(times.answer));
    const greeting = group.lines[0]?.octets;
    if (group.end === 'complete' && greeting !== undefined) return new Caller(session, greeting, times);
    connection.close();
    return { problem: `no greeting: ${endText(group)}`, connected: true };
  }

  /** Sends one line and reads what answers it. */
  async ask(line: string | Buffer, credential = false): Promise<Group> {
    this.session.send(Buffer.concat([Buffer.from(line), Buffer.from('\r\n')]));
    const group = await this.session.readGroup(Deadline.in(credential ? this.times.credential : this.times.answer)); // prettier-ignore
    if (isUnended(group)) this.dumb = true;
    return group;
  }

  async logIn(method: LoginMethod, account: Account): Promise<LoginOutcome> {
    const deadline = Deadline.in(this.times.credential);
    return logIn(this.session, method, account, this.greeting, deadline, () => undefined);
  }

  /** STLS and the handshake (RFC 2595 section 4); a string says what went wrong. */
  async startTls(): Promise<string | null> {
    const group = await this.ask('STLS');
    if (!isOk(group)) return 'STLS was refused';
    const begun = await this.session.connection.startTls(
      { rejectUnauthorized: false },
      Deadline.in(this.times.answer),
    );
    return begun.ok ? null : begun.reason;
  }

  /** QUIT, and the connection is gone when this resolves, so that the server's lock is too. */
  async quit(): Promise<void> {
    if (!this.session.outOfStep && this.session.connection.closed === null && !this.dumb) {
      // Who refuses QUIT does not close, and is not waited for.
      if (isOk(await this.ask('QUIT'))) await this.session.connection.whenClosed(Deadline.in(300));
    }
    this.session.connection.close();
  }
}

/** True if the group's reply is +OK. */
export function isOk(group: Group): boolean {
  const status = group.lines.findLast((line) => line.kind === 'status');
  return group.end === 'complete' && status?.octets[0] === 0x2b;
}

/** The list lines of a reply, as text. */
export function listOf(group: Group): string[] {
  return group.lines.filter((line) => line.kind === 'list').map((line) => line.octets.toString('latin1'));
}
