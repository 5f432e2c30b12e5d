import type { Case } from '../model/case.js';
import { Deadline } from '../model/deadline.js';
import { Connection } from '../wire/connection.js';
import type { Cast, PlayContext } from './context.js';
import { extraDeviation } from './judge.js';
import type { Lane } from './lane.js';
import { logIn } from './login.js';
import type { PlayRecord } from './play-record.js';
import { isUnended, patience, Pop3Session, type Group, type ReceivedLine } from './pop3-session.js';

/** The connections of one play: made when the script first names them, and left politely at its end. */
export class Lanes {
  private readonly open = new Map<number, Lane>();

  constructor(
    private readonly story: Case,
    private readonly context: PlayContext,
    private readonly cast: Cast,
    private readonly record: PlayRecord,
  ) {}

  all(): Lane[] {
    return [...this.open.values()];
  }

  /** @param greeted read the greeting of a new connection here, since the script does not */
  async get(number: number, greeted: boolean): Promise<Lane> {
    const known = this.open.get(number);
    if (known !== undefined) return known;
    const { endpoint, times, limits, offers } = this.context;
    const dialled = await endpoint.dialer.dial(Deadline.in(times.connect));
    if (!dialled.ok) {
      this.record.unreachable = true;
      return this.record.block(`no connection to ${endpoint.address}: ${dialled.message}`);
    }
    const connection = new Connection(dialled.stream, { number, trace: this.record.trace, limits });
    const session = new Pop3Session(connection);
    session.codesAnnounced = offers.capabilities?.has('RESP-CODES') === true;
    session.patienceMs = patience(offers.refusalDelay);
    const lane: Lane = {
      number, session, greeting: Buffer.alloc(0), mayClose: false, passedOver: false, lastRule: null, armed: [], entered: false, marked: false,
    }; // prettier-ignore
    this.open.set(number, lane);
    if (greeted) await this.readGreeting(lane);
    return lane;
  }

  private async readGreeting(lane: Lane): Promise<void> {
    const group = await this.read(lane, false);
    if (group.end === 'complete') return;
    this.putOffByLimit(group);
    this.record.unreachable = true;
    this.record.block(`no greeting (${group.end})`);
  }

  /** Closed without a word: many servers limit connections, and the last ones may not be over yet. */
  putOffByLimit(group: Group): void {
    if (group.end !== 'closed' || group.lines.length > 0 || group.rest.length > 0) return;
    this.record.block('the server closed a connection without a greeting', true);
  }

  /** @param credential the answer may be to one, and so delayed on purpose */
  async read(lane: Lane, credential: boolean): Promise<Group> {
    const { times } = this.context;
    const group = await lane.session.readGroup(Deadline.in(credential ? times.credential : times.answer));
    this.observe(lane, group);
    return group;
  }

  /** Grammar of every line, and what the target lets us know by it. */
  observe(lane: Lane, group: Group): void {
    for (const line of group.lines) {
      this.context.ledger.check(line, this.story.id, this.story.at);
      if (line.kind === 'greeting') lane.greeting = line.octets;
      if (line.kind === 'status' && isLogin(line) && line.octets[0] === 0x2d) this.record.refusedLogins++;
    }
    if (group.lines.length > 0) lane.mayClose = false;
    if (isUnended(group)) this.record.starved = true;
  }

  /** Preparation: any way that works; what fails here is never a deviation. */
  async logIn(lane: Lane): Promise<void> {
    const { method, account } = this.cast;
    if (method === null) return this.record.block('no way to log in works');
    if (this.context.offers.overTls && !lane.session.connection.tls) await this.goUnderTls(lane);
    const deadline = Deadline.in(this.context.times.credential);
    const observe = (group: Group): void => this.observe(lane, group);
    const outcome = await logIn(lane.session, method, account, lane.greeting, deadline, observe);
    if (!outcome.ok) this.record.block(`login: ${outcome.problem}`, true);
  }

  /** Where logins work only under TLS, every case that is not about STLS itself goes there first. */
  async enter(lane: Lane): Promise<void> {
    if (lane.entered) return;
    lane.entered = true;
    const aboutStls = this.story.heads.needs.some((need) => /^(stls|refuses-clear-text)$/i.test(need));
    if (this.context.offers.overTls && !aboutStls && !lane.session.connection.tls)
      await this.goUnderTls(lane);
  }

  private async goUnderTls(lane: Lane): Promise<void> {
    lane.entered = true;
    lane.session.send(Buffer.from('STLS\r\n'));
    await this.read(lane, false);
    const begun = await this.handshake(lane);
    if (!begun.ok) this.record.block(`STLS: ${begun.reason}`);
  }

  /** The client's handshake; any certificate is taken, since none is judged. */
  handshake(lane: Lane): ReturnType<Connection['startTls']> {
    return lane.session.connection.startTls(
      { rejectUnauthorized: false },
      Deadline.in(this.context.times.answer),
    );
  }

  /** Leaves every connection as a polite client would, so that locks are free for the next case. */
  async leaveAll(): Promise<void> {
    await Promise.all(this.all().map((lane) => this.leave(lane)));
  }

  private async leave(lane: Lane): Promise<void> {
    const { session } = lane;
    const { connection } = session;
    const open = connection.closed === null && !lane.passedOver;
    if (open && !session.outOfStep && !this.context.signal.aborted) {
      const deadline = Deadline.in(Math.min(2000, this.context.times.answer));
      // A goodbye must not begin an UPDATE that the script did not ask for.
      if (lane.marked) {
        session.send(Buffer.from('RSET\r\n'));
        await session.readGroup(deadline);
      }
      session.send(Buffer.from('QUIT\r\n'));
      const group = await session.readGroup(deadline);
      // A surplus reply to an earlier command stands in front of the answer to QUIT.
      if (group.end === 'complete' && connection.buffered > 0) this.chargeLate(lane, group);
      // Who refuses QUIT does not close, and is not waited for.
      if (group.lines.at(-1)?.octets[0] !== 0x2d) await connection.whenClosed(deadline.within(300));
    }
    connection.close();
  }

  private chargeLate(lane: Lane, group: Group): void {
    const line = group.lines[0];
    if (line === undefined || lane.lastRule === null || this.record.isBlocked) return;
    this.record.charge(lane.lastRule, extraDeviation(line, this.story.at));
  }
}

/** A reply to a command that carries a credential. */
export function isLogin(line: ReceivedLine): boolean {
  return line.verb === 'PASS' || line.verb === 'APOP' || line.verb === 'AUTH';
}
