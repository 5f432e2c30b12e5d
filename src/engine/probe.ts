import type { Case, MailWish } from '../model/case.js';
import { Deadline } from '../model/deadline.js';
import type { Deviation } from '../model/result.js';
import { Connection } from '../wire/connection.js';
import { Trace } from '../wire/trace.js';
import type { Cast, PlayContext } from './context.js';
import { endText, logIn } from './login.js';
import { PointStates } from './point-state.js';
import { isUnended, patience, Pop3Session, type Group } from './pop3-session.js';
import type { Played } from './play-record.js';
import { rulesOf } from './program.js';

/**
 * A case that needs code: statistics over many connections, timing. Few, and with the same head as a
 * transcript; `script.steps` holds `rule` nodes only, to name what it can be charged with.
 */
export interface Probe {
  readonly script: Case;
  play(context: PlayContext, cast: Cast): Promise<Played>;
}

export interface ProbeHead {
  /** `rfc1939/7/apop-timestamp-many` */
  readonly id: string;
  /** `RFC 1939 section 7: APOP` */
  readonly title: string;
  readonly prose: string;
  readonly needs?: readonly string[];
  /** Octets of the generated messages it finds in the maildrop; absent: it does not look at mail. */
  readonly mail?: readonly number[];
  readonly slow?: string;
  readonly rules: readonly string[];
  /** Module of the probe, for places in reports. */
  readonly file: string;
}

/** Thrown by a probe's own helpers to end it; what is behind it is not reached. */
export class ProbeStop extends Error {}

export function defineProbe(head: ProbeHead, body: (run: ProbeRun, cast: Cast) => Promise<void>): Probe {
  const at = { file: head.file, line: 1, column: 1 };
  const [, rfc = '', section = ''] = /^rfc([^/]+)\/([^/]+)\//.exec(head.id) ?? [];
  const script: Case = {
    id: head.id, title: head.title, rfc, section, protocol: 'pop3', prose: head.prose, side: 'server', at,
    heads: { needs: head.needs ?? [], state: [], mail: head.mail === undefined ? null : mailOf(head.mail), account: null, offers: [], errand: new Map(), example: null, slow: head.slow ?? null, each: null },
    steps: head.rules.map((row) => ({ kind: 'rule', row, at })),
  }; // prettier-ignore
  return {
    script,
    async play(context, cast) {
      const run = new ProbeRun(script, context);
      try {
        await body(run, cast);
      } catch (error) {
        if (!(error instanceof ProbeStop)) throw error;
      } finally {
        await run.end();
      }
      return run.played();
    },
  };
}

function mailOf(sizes: readonly number[]): MailWish {
  return { box: null, messages: sizes.map((octets) => ({ kind: 'octets', octets })) };
}

/** What a probe has in hand: connections that are judged by the grammar, and its points. */
export class ProbeRun {
  readonly trace = new Trace();
  private readonly points: PointStates;
  private readonly open: ProbeConnection[] = [];
  private blocked: string | null = null;
  private unreachable = false;
  private starved = false;
  private refused = 0;

  constructor(
    private readonly script: Case,
    readonly context: PlayContext,
  ) {
    this.points = new PointStates(rulesOf(script.steps));
  }

  /** A connection and its greeting; ends the probe as blocked if there is none. */
  async connect(): Promise<ProbeConnection> {
    const connection = await this.tryConnect();
    if (typeof connection !== 'string') return connection;
    this.unreachable = true;
    return this.block(connection);
  }

  /** The same, for connections in mass: a string says why there is none, which is never a finding. */
  async tryConnect(): Promise<ProbeConnection | string> {
    const { endpoint, limits, times } = this.context;
    const dialled = await endpoint.dialer.dial(Deadline.in(times.connect));
    if (!dialled.ok) return `no connection: ${dialled.message}`;
    const number = this.open.length + 1;
    const session = new Pop3Session(new Connection(dialled.stream, { number, trace: this.trace, limits }));
    session.codesAnnounced = this.context.offers.capabilities?.has('RESP-CODES') === true;
    session.patienceMs = patience(this.context.offers.refusalDelay);
    const connection = new ProbeConnection(this, session);
    this.open.push(connection);
    const group = await connection.read(times.answer);
    const greeting = group.lines[0]?.octets;
    if (group.end !== 'complete' || greeting === undefined) return `no greeting: ${endText(group)}`;
    connection.greeting = greeting;
    return connection;
  }

  /** Holds a group's lines against the grammar's own rows. */
  observe(group: Group): void {
    for (const line of group.lines) {
      this.context.ledger.check(line, this.script.id, this.script.at);
      if (line.kind === 'status' && ['PASS', 'APOP', 'AUTH'].includes(line.verb) && line.octets[0] === 0x2d)
        this.refused++;
    }
    if (isUnended(group)) this.starved = true;
  }

  /** Something under the rule was compared, and was right unless it is charged. */
  judged(rule: string): void {
    this.points.of(rule).judged = true;
  }

  charge(rule: string, deviation: Pick<Deviation, 'expected' | 'actual' | 'shape' | 'evidence'>): void {
    const state = this.points.of(rule);
    state.judged = true;
    state.deviations.push({ ...deviation, at: this.script.at, value: null });
  }

  /** What the target was seen to do where the RFC leaves it open. */
  note(rule: string, text: string): void {
    const state = this.points.of(rule);
    state.judged = true;
    state.observed.push(text);
  }

  skip(rule: string, why: string): void {
    this.points.skip([rule], why);
  }

  block(why: string): never {
    this.blocked = why;
    throw new ProbeStop();
  }

  async end(): Promise<void> {
    await Promise.all(this.open.map((connection) => connection.quit()));
  }

  played(): Played {
    this.points.skipRest(this.blocked === null ? 'not reached' : `blocked: ${this.blocked}`);
    return { points: this.points, wire: this.trace.events, putOff: null, blocked: this.blocked, unreachable: this.unreachable, starved: this.starved, refusedLogins: this.refused }; // prettier-ignore
  }
}

/** One connection of a probe. */
export class ProbeConnection {
  greeting: Buffer = Buffer.alloc(0);

  constructor(
    private readonly run: ProbeRun,
    readonly session: Pop3Session,
  ) {}

  /** Sends one line and reads what answers it. */
  async ask(line: string | Buffer, credential = false): Promise<Group> {
    this.session.send(Buffer.concat([Buffer.from(line), Buffer.from('\r\n')]));
    const { answer, credential: slow } = this.run.context.times;
    return this.read(credential ? slow : answer);
  }

  async read(ms: number): Promise<Group> {
    const group = await this.session.readGroup(Deadline.in(ms));
    this.run.observe(group);
    return group;
  }

  /** Logs in; ends the probe as blocked if that does not work. */
  async logIn(cast: Cast): Promise<void> {
    if (cast.method === null) return this.run.block('no way to log in works');
    if (this.run.context.offers.overTls && !this.session.connection.tls) await this.startTls();
    const deadline = Deadline.in(this.run.context.times.credential);
    const outcome = await logIn(this.session, cast.method, cast.account, this.greeting, deadline, (group) => this.run.observe(group)); // prettier-ignore
    if (!outcome.ok) this.run.block(`login: ${outcome.problem}`);
  }

  /** STLS, where logins work only under TLS. */
  private async startTls(): Promise<void> {
    await this.ask('STLS');
    const deadline = Deadline.in(this.run.context.times.answer);
    const begun = await this.session.connection.startTls({ rejectUnauthorized: false }, deadline);
    if (!begun.ok) this.run.block(`STLS: ${begun.reason}`);
  }

  async quit(): Promise<void> {
    const { connection } = this.session;
    if (connection.closed === null && !connection.closedLocally && !this.session.outOfStep) {
      const { lines } = await this.ask('QUIT');
      // Who refuses QUIT does not close, and is not waited for.
      if (lines[0]?.octets[0] === 0x2b) await connection.whenClosed(Deadline.in(300));
    }
    connection.close();
  }
}
