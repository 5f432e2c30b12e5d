import { setTimeout as sleep } from 'node:timers/promises';
import type { Case, LineStep, StageStep } from '../model/case.js';
import { Deadline } from '../model/deadline.js';
import { MailspecError } from '../model/errors.js';
import type { Location } from '../model/location.js';
import type { Deviation } from '../model/result.js';
import type { TraceEvent } from '../model/trace.js';
import { indicator, responseCode } from '../pop3/reply.js';
import { Environment } from '../transcript/environment.js';
import { evaluate, holds, type EvaluationContext } from '../transcript/evaluate.js';
import { functions } from '../transcript/functions.js';
import { matchLine } from '../transcript/match-line.js';
import { printStep } from '../transcript/print.js';
import { Random } from '../transcript/random.js';
import { speak } from '../transcript/speak.js';
import { UnboundName, type Value } from '../transcript/value.js';
import { Connection } from '../wire/connection.js';
import { Trace } from '../wire/trace.js';
import type { Cast, PlayContext } from './context.js';
import type { Expectation } from './expectation.js';
import { armedOf, chooseAlternative, extraDeviation, missDeviation, type Judgement } from './judge.js';
import type { Lane } from './lane.js';
import { logIn } from './login.js';
import { PointStates } from './point-state.js';
import type { LineMatcher, Miss } from './pop3-fit.js';
import { isUnended, patience, Pop3Session, type Group, type ReceivedLine } from './pop3-session.js';
import { alternatives, compile, rulesOf, type Item, type StepItem } from './program.js';

/** One value of `each:`; null for cases without it. */
export interface EachValue {
  readonly name: string;
  readonly value: number | Buffer;
}

/** What one play of a case came to. */
export interface Played {
  readonly points: PointStates;
  readonly wire: readonly TraceEvent[];
  /** A right login was put off ([IN-USE], [LOGIN-DELAY]): worth another try, never a deviation. */
  readonly putOff: string | null;
  /** The preparation failed: what, for people. */
  readonly blocked: string | null;
  /** No connection could be had or the greeting never came: is the target still there? */
  readonly unreachable: boolean;
  /** An answer did not come to its end in time. */
  readonly starved: boolean;
  readonly refusedLogins: number;
}

/** Unasked lines in a row that are read before a server is given up. */
const mostUnasked = 20;

/** Ends a play early; what is behind it is not reached. */
class Stop extends Error {}

/** The harness as a client of a server under test: one play of one case, on fresh connections. */
export class Play {
  private readonly lanes = new Map<number, Lane>();
  private readonly points: PointStates;
  private readonly trace = new Trace();
  private readonly script: EvaluationContext;
  private environment: Environment;
  private items: readonly Item[];
  /** Names that would have been bound by a line that never came. */
  private readonly lost = new Set<string>();
  private blocked: string | null = null;
  private putOff: string | null = null;
  private unreachable = false;
  private starved = false;
  private refusedLogins = 0;

  constructor(
    private readonly story: Case,
    private readonly context: PlayContext,
    private readonly cast: Cast,
    private readonly value: EachValue | null,
  ) {
    this.points = new PointStates(rulesOf(story.steps));
    this.items = compile(story.steps);
    const seed = `${context.seed} ${story.id} ${value === null ? '' : String(value.value)}`;
    this.script = { functions, messages: cast.messages, random: Random.from(seed) };
    this.environment = startEnvironment(cast, value);
  }

  async run(): Promise<Played> {
    try {
      await this.prepareStates();
      while (this.items.length > 0) await this.step();
      for (const lane of this.lanes.values()) await this.finishLane(lane);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    } finally {
      await this.goodbye();
    }
    this.points.skipRest(this.blocked === null ? 'not reached' : `blocked: ${this.blocked}`);
    const { points, blocked, putOff, unreachable, starved, refusedLogins } = this;
    return { points, wire: this.trace.events, blocked, putOff, unreachable, starved, refusedLogins };
  }

  private async prepareStates(): Promise<void> {
    for (const { connection, state } of this.story.heads.state) {
      const lane = await this.lane(connection, true);
      if (state !== 'nonauth') await this.logInOn(lane);
    }
  }

  /** Does the next thing that is ours to do, and judges what comes of it. */
  private async step(): Promise<void> {
    this.context.signal.throwIfAborted();
    const [item, ...rest] = this.items;
    if (item === undefined) return;
    if (item.kind === 'either') {
      const first = firstServerStep(item);
      await this.judge(await this.lane(first?.connection ?? 1, false));
      return;
    }
    const { node, rule } = item;
    if (node.kind === 'line' && node.side === 'C') {
      await this.speakLine(node, rule);
      return;
    }
    if ((node.kind === 'line' || node.kind === 'stage') && node.side === 'S') {
      await this.judge(await this.lane(node.connection, false, node));
      return;
    }
    if (node.kind === 'stage') {
      this.items = rest;
      await this.direct(node, rule);
      return;
    }
    // assert, require, observe, then in front of any S of a region
    const lane = [...this.lanes.values()].at(-1);
    if (lane === undefined) {
      this.items = rest;
      this.check([item]);
    } else {
      const region = this.takeChecks();
      this.check(region);
    }
  }

  private takeChecks(): StepItem[] {
    const taken: StepItem[] = [];
    while (this.items[0]?.kind === 'step' && !['line', 'stage'].includes(this.items[0].node.kind)) {
      taken.push(this.items[0]);
      this.items = this.items.slice(1);
    }
    return taken;
  }

  /** The connection a step names; made, and its greeting read unless the script reads it, when it is new. */
  private async lane(number: number, readGreeting: boolean, next?: LineStep | StageStep): Promise<Lane> {
    const known = this.lanes.get(number);
    if (known !== undefined) return known;
    const { endpoint, times, limits } = this.context;
    const dialled = await endpoint.dialer.dial(Deadline.in(times.connect));
    if (!dialled.ok) {
      this.unreachable = true;
      return this.block(`no connection to ${endpoint.address}: ${dialled.message}`);
    }
    const connection = new Connection(dialled.stream, { number, trace: this.trace, limits });
    const session = new Pop3Session(connection);
    session.codesAnnounced = this.context.offers.capabilities?.has('RESP-CODES') === true;
    session.patienceMs = patience(this.context.offers.refusalDelay);
    const lane: Lane = {
      number, session, greeting: Buffer.alloc(0), mayClose: false, passedOver: false, lastRule: null, armed: [], entered: false, marked: false,
    }; // prettier-ignore
    this.lanes.set(number, lane);
    if (readGreeting || (next !== undefined && next.side === 'C')) await this.readGreeting(lane);
    return lane;
  }

  private async readGreeting(lane: Lane): Promise<void> {
    const group = await this.read(lane, false);
    if (group.end === 'complete') return;
    this.putOffByLimit(group);
    this.unreachable = true;
    this.block(`no greeting (${group.end})`);
  }

  /** Closed without a word: many servers limit connections, and the last ones may not be over yet. */
  private putOffByLimit(group: Group): void {
    if (group.end !== 'closed' || group.lines.length > 0 || group.rest.length > 0) return;
    this.putOff = 'the server closed a connection without a greeting';
    this.block(this.putOff);
  }

  private async read(lane: Lane, credential: boolean): Promise<Group> {
    const { times } = this.context;
    const group = await lane.session.readGroup(Deadline.in(credential ? times.credential : times.answer));
    this.observe(lane, group);
    return group;
  }

  /** Grammar of every line, and what the target lets us know by it. */
  private observe(lane: Lane, group: Group): void {
    for (const line of group.lines) {
      this.context.ledger.check(line, this.story.id, this.story.at);
      if (line.kind === 'greeting') lane.greeting = line.octets;
      if (line.kind === 'status' && isLogin(line) && line.octets[0] === 0x2d) this.refusedLogins++;
    }
    if (group.lines.length > 0) lane.mayClose = false;
    if (isUnended(group)) this.starved = true;
  }

  private async speakLine(step: LineStep, rule: string | null): Promise<void> {
    const lane = await this.lane(step.connection, true);
    if (lane.passedOver) {
      this.passOver(lane);
      return;
    }
    if (!(await this.settle(lane))) {
      this.passOver(lane);
      return;
    }
    await this.enter(lane);
    const parts: Buffer[] = [];
    let joined: LineStep | null = step;
    let items = this.items.slice(1);
    while (joined !== null) {
      const spoken = this.speech(joined);
      this.environment = spoken.environment;
      parts.push(joined.mark === '=' ? spoken.octets : Buffer.concat([spoken.octets, Buffer.from('\r\n')]));
      const next: Item | undefined = items[0];
      const follows: boolean = next?.kind === 'step' && next.node.kind === 'line' && next.node.side === 'C' && next.node.mark === '&' && next.node.connection === step.connection; // prettier-ignore
      joined = follows && next?.kind === 'step' && next.node.kind === 'line' ? next.node : null;
      if (joined !== null) items = items.slice(1);
    }
    this.items = items;
    lane.armed = [];
    lane.lastRule = rule;
    const octets = Buffer.concat(parts);
    if (/^dele\b/im.test(octets.toString('latin1'))) lane.marked = true;
    lane.session.send(octets);
  }

  /** What a `C` line says; where a line that was to give it never came, the rest is not reached. */
  private speech(step: LineStep): Extract<ReturnType<typeof speak>, { kind: 'spoken' }> {
    try {
      const spoken = speak(step.template, this.environment, this.script);
      if (spoken.kind === 'spoken') return spoken;
      this.points.skipRest(`not reached: ${spoken.reason}`);
    } catch (error) {
      if (!(error instanceof UnboundName) || !this.lost.has(error.unbound)) throw error;
    }
    throw new Stop();
  }

  /**
   * Before we speak: replies that no step asked for are read, unasked lines are charged. False where the server
   * has closed as it may.
   */
  private async settle(lane: Lane): Promise<boolean> {
    if (!lane.session.idle && !lane.session.inExchange) {
      const group = await this.read(lane, true);
      if (group.end === 'closed' && lane.mayClose) lane.passedOver = true;
    }
    await this.drain(lane);
    if (lane.session.connection.closed !== null && lane.mayClose) lane.passedOver = true;
    return !lane.passedOver;
  }

  /** Lines that are here already although nothing is due. */
  private async drain(lane: Lane): Promise<void> {
    for (let count = 0; lane.session.idle && lane.session.connection.buffered > 0; count++) {
      if (count === mostUnasked) this.flooded();
      const group = await lane.session.readGroup(Deadline.in(this.context.times.answer));
      this.observe(lane, group);
      this.chargeExtras(lane, group.lines, this.story.at);
      if (group.end !== 'complete') return;
    }
  }

  /** A server that never stops talking: it is charged with what it said, and nothing more can be judged. */
  private flooded(): never {
    this.starved = true;
    this.points.skipRest('not reached: the server does not stop sending');
    throw new Stop();
  }

  private chargeExtras(lane: Lane, lines: readonly ReceivedLine[], at: Location): void {
    for (const line of lines) {
      const armed = lane.armed.find(
        (expectation) => this.match(expectation, line, this.environment) !== null,
      );
      if (armed !== undefined) {
        this.charge(armed.rule, this.forbidden(armed, line));
      } else this.charge(lane.lastRule, extraDeviation(line, at));
    }
  }

  private forbidden(armed: Expectation, line: ReceivedLine): Deviation {
    const deviation = extraDeviation(line, armed.step.at);
    return { ...deviation, expected: [`no line like ${printStep(armed.step)}`], shape: 'forbidden line' };
  }

  /** A name that a line before it in the group was to bind, and did not, is in no line. */
  private readonly match: LineMatcher = (expectation, line, environment) => {
    if (isBareStatus(expectation)) {
      return indicator(line.octets) === expectation.form.indicator ? environment : null;
    }
    try {
      return matchLine(expectation.step.template, line.octets, environment, this.script);
    } catch (error) {
      if (error instanceof UnboundName) return null;
      throw error;
    }
  };

  /** Reads the group that is due and holds it against the region that begins here. */
  private async judge(lane: Lane): Promise<void> {
    const ways = alternatives(this.items, lane.number);
    if (lane.passedOver) {
      this.passOver(lane);
      return;
    }
    const firstWay = ways[0];
    const wanted = ways.some(({ region }) => region.some(isAwaited));
    if (firstWay !== undefined && !wanted && (lane.session.idle || lane.session.inExchange)) {
      this.arm(lane, firstWay.region);
      this.items = firstWay.rest;
      this.check(firstWay.region);
      return;
    }
    const onlyClose = ways.every(({ region }) => !region.some((item) => item.node.kind === 'line' && item.node.mark === '')); // prettier-ignore
    const greetingWasDue = lane.session.awaitsGreeting;
    const group: Group =
      (lane.session.idle || lane.session.inExchange) && onlyClose
        ? { lines: [], end: 'complete', how: '', rest: Buffer.alloc(0) }
        : await this.read(lane, true);
    if (greetingWasDue) this.putOffByLimit(group);
    if (group.end === 'closed' && group.lines.length === 0 && lane.mayClose) {
      lane.passedOver = true;
      this.passOver(lane);
      return;
    }
    const chosen = chooseAlternative(ways, group, this.environment, this.match);
    this.items = chosen.alternative.rest;
    this.points.skip(chosen.alternative.passed, 'other branch');
    await this.settleJudgement(lane, group, chosen);
  }

  private arm(lane: Lane, region: readonly StepItem[]): void {
    lane.armed = [...lane.armed, ...armedOf(region)];
    for (const { node } of region) {
      if (node.kind === 'stage' && node.direction.name === 'close' && node.mark === '?') lane.mayClose = true;
    }
    const last = region.findLast(({ node }) => node.kind === 'line');
    if (last !== undefined) lane.lastRule = last.rule;
  }

  private async settleJudgement(lane: Lane, group: Group, chosen: Judgement): Promise<void> {
    const { fit, expectations, close, alternative } = chosen;
    this.environment = fit.environment;
    this.arm(lane, alternative.region);
    this.markJudged(alternative.region);
    for (const miss of fit.misses) this.noteLost(miss);

    const closedEarly = group.end === 'closed' && close === null && fit.misses.length > 0;
    const stopping = fit.misses.find(
      (miss) => miss.wrongStatus || (miss.instead === null && (closedEarly || group.end === 'silence' || isUnended(group))),
    ); // prettier-ignore
    if (stopping !== undefined) this.stopAt(stopping, group, chosen);

    for (const miss of fit.misses) this.charge(miss.expectation.rule, missDeviation(miss, group, []));
    const last = expectations.at(-1);
    if (last !== undefined) lane.lastRule = last.rule;
    this.chargeExtras(
      lane,
      expectations.length === 0 && close === null ? [] : fit.unused,
      last?.step.at ?? this.story.at,
    );
    if (group.end === 'closed') {
      if (close !== null) lane.passedOver = true;
    } else if (close === 'required') await this.awaitClose(lane, alternative.region);
    if (group.end === 'timeout' && group.rest.length > 0) this.points.skipRest('not reached');
    this.check(alternative.region);
  }

  /** When the status is wrong only that step fails; what is behind it is not reached. */
  private stopAt(miss: Miss, group: Group, chosen: Judgement): never {
    const { instead, expectation } = miss;
    const forbidding = instead === null ? undefined : armedOf(chosen.alternative.region).find((armed) => this.match(armed, instead, this.environment) !== null); // prettier-ignore
    if (instead !== null && forbidding !== undefined) {
      this.charge(forbidding.rule, this.forbidden(forbidding, instead));
      throw new Stop();
    }
    if (
      instead !== null &&
      isLogin(instead) &&
      expectation.form.kind === 'status' &&
      expectation.form.indicator === '+OK'
    ) {
      const code = responseCode(instead.octets);
      // RFC 2449 section 8: the credential may be right and the maildrop in use, or the client too early.
      if (code !== null && /^(IN-USE|LOGIN-DELAY|SYS\/TEMP)$/.test(code)) {
        this.putOff = `the server said [${code}]`;
        return this.block(this.putOff);
      }
    }
    const others =
      chosen.alternative.passed.length > 0 ? [printStep(expectation.step), 'or another branch'] : [];
    this.charge(expectation.rule, missDeviation(miss, group, others));
    throw new Stop();
  }

  private markJudged(region: readonly StepItem[]): void {
    for (const { node, rule } of region) {
      if (rule !== null && (node.kind === 'line' || node.kind === 'stage'))
        this.points.of(rule).judged = true;
    }
  }

  private noteLost(miss: Miss): void {
    for (const piece of miss.expectation.step.template) {
      if (piece.kind === 'hole' && piece.name !== null && this.environment.get(piece.name) === undefined) this.lost.add(piece.name); // prettier-ignore
    }
  }

  private async awaitClose(lane: Lane, region: readonly StepItem[]): Promise<void> {
    const step = region.find(({ node }) => node.kind === 'stage' && node.direction.name === 'close');
    const ended = await lane.session.connection.whenClosed(Deadline.in(this.context.times.answer));
    const at = step?.node.at ?? this.story.at;
    await this.drain(lane);
    if (ended === 'closed') {
      lane.passedOver = true;
      return;
    }
    const deviation: Deviation = {
      expected: ['the server closes the connection'], actual: 'the connection stays open', at, shape: 'stays open', evidence: 'absence', value: null,
    }; // prettier-ignore
    this.charge(step?.rule ?? null, deviation);
    throw new Stop();
  }

  /** `assert`, `require` and `observe`, in the order of the text, with the final bindings. */
  private check(region: readonly StepItem[]): void {
    for (const { node, rule } of region) {
      if (rule === null || (node.kind !== 'check' && node.kind !== 'observe')) continue;
      const state = this.points.of(rule);
      if (node.kind === 'observe') {
        state.judged = true;
        state.observed.push(node.text);
        continue;
      }
      const kept = this.holds(node.expression, node.at);
      if (kept === null) continue;
      state.judged = true;
      if (kept) continue;
      const actual = this.showNames(node.text);
      state.deviations.push({ expected: [node.text], actual, at: node.at, shape: `not ${node.text}`, evidence: 'positive', value: this.valueText() }); // prettier-ignore
      if (node.how === 'require') throw new Stop();
    }
  }

  /** null: cannot be judged, since a line that was to bind a name never came. */
  private holds(expression: Parameters<typeof evaluate>[0], at: Location): boolean | null {
    try {
      return holds(evaluate(expression, this.environment, this.script, at), at);
    } catch (error) {
      if (error instanceof UnboundName && this.lost.has(error.unbound)) return null;
      throw error;
    }
  }

  private showNames(text: string): string {
    const names = [...new Set(text.match(/[A-Za-z][A-Za-z0-9-]*/g) ?? [])];
    const shown = names.flatMap((name) => {
      const value = this.environment.get(name);
      return value === undefined || ['user', 'secret', 'other', 'other-secret'].includes(name)
        ? []
        : [`${name} = ${valueText(value)}`];
    });
    return shown.length === 0 ? 'it does not hold' : shown.join(', ');
  }

  private async direct(step: StageStep, rule: string | null): Promise<void> {
    const { direction } = step;
    if (direction.name === 'wait') {
      await sleep(direction.ms, undefined, { signal: this.context.signal });
      return;
    }
    if (direction.name === 'restart') {
      if (this.context.restart === null) this.block('the target cannot be restarted');
      else await this.context.restart();
      return;
    }
    const lane = await this.lane(step.connection, true);
    if (lane.passedOver || !(await this.settle(lane))) return;
    await this.enter(lane);
    const { connection } = lane.session;
    switch (direction.name) {
      case 'login':
        await this.logInOn(lane);
        return;
      case 'starttls':
        await this.startTls(lane, step.at, rule);
        return;
      case 'half-close':
        connection.halfClose();
        return;
      case 'close':
        connection.close();
        lane.passedOver = true;
        return;
      case 'reset':
        connection.reset();
        lane.passedOver = true;
        return;
      case 'run again':
      case 'select':
        throw new MailspecError('E_SUITE', `${this.story.id}: (${direction.name}) makes no sense here`);
    }
  }

  private async startTls(lane: Lane, at: Location, rule: string | null): Promise<void> {
    const { times } = this.context;
    const begun = await lane.session.connection.startTls(
      { rejectUnauthorized: false },
      Deadline.in(times.answer),
    );
    if (begun.ok) {
      if (rule !== null) this.points.of(rule).judged = true;
      return;
    }
    // `S? (close)` in front permits it: a server may well end over what stood in clear behind STLS.
    if (lane.mayClose) {
      lane.passedOver = true;
      return;
    }
    this.charge(rule, { expected: ['a TLS handshake'], actual: begun.reason, at, shape: 'no TLS handshake', evidence: 'absence', value: null }); // prettier-ignore
    throw new Stop();
  }

  private async logInOn(lane: Lane): Promise<void> {
    const { method } = this.cast;
    if (method === null) return this.block('no way to log in works');
    const observe = (group: Group): void => this.observe(lane, group);
    if (this.context.offers.overTls && !lane.session.connection.tls) await this.prepareTls(lane);
    const deadline = Deadline.in(this.context.times.credential);
    const outcome = await logIn(lane.session, method, this.cast.account, lane.greeting, deadline, observe);
    if (outcome.ok) return;
    this.putOff = outcome.problem;
    this.block(`login: ${outcome.problem}`);
  }

  /** Where logins work only under TLS, every case that is not about STLS itself goes there first. */
  private async enter(lane: Lane): Promise<void> {
    if (lane.entered) return;
    lane.entered = true;
    const aboutStls = this.story.heads.needs.some((need) => /^(stls|refuses-clear-text)$/i.test(need));
    if (this.context.offers.overTls && !aboutStls && !lane.session.connection.tls)
      await this.prepareTls(lane);
  }

  private async prepareTls(lane: Lane): Promise<void> {
    lane.entered = true;
    lane.session.send(Buffer.from('STLS\r\n'));
    await this.read(lane, false);
    const begun = await lane.session.connection.startTls(
      { rejectUnauthorized: false },
      Deadline.in(this.context.times.answer),
    );
    if (!begun.ok) this.block(`STLS: ${begun.reason}`);
  }

  private block(what: string): never {
    this.blocked = what;
    throw new Stop();
  }

  private charge(rule: string | null, deviation: Deviation): void {
    if (rule === null) this.block(`${deviation.actual} (expected ${deviation.expected.join(' or ')})`);
    const state = this.points.of(rule);
    state.judged = true;
    state.deviations.push({ ...deviation, value: this.valueText() });
  }

  private valueText(): string | null {
    return this.value === null ? null : `${this.value.name} = ${valueText(this.value.value)}`;
  }

  /** Steps on a connection that was closed as permitted; rules met only there are skipped. */
  private passOver(lane: Lane): void {
    const [item, ...rest] = this.items;
    if (item === undefined) return;
    if (item.kind === 'either') {
      this.points.skip(rulesIn(item), 'connection closed');
      this.items = rest;
      return;
    }
    const { node, rule } = item;
    const here = (node.kind === 'line' || node.kind === 'stage') && node.connection === lane.number;
    if (here && rule !== null) this.points.skip([rule], 'connection closed');
    if (here && node.kind === 'line') {
      for (const piece of node.template)
        if (piece.kind === 'hole' && piece.name !== null) this.lost.add(piece.name);
    }
    this.items = rest;
  }

  /** What is still due when the script is at its end, and what nobody asked for. */
  private async finishLane(lane: Lane): Promise<void> {
    if (lane.passedOver || lane.session.connection.closed !== null) return this.drain(lane);
    if (!lane.session.idle && !lane.session.inExchange) await this.read(lane, true);
    await this.drain(lane);
  }

  /** Leaves every connection as a polite client would, so that locks are free for the next case. */
  private async goodbye(): Promise<void> {
    await Promise.all([...this.lanes.values()].map((lane) => this.leave(lane)));
  }

  private async leave(lane: Lane): Promise<void> {
    const { session } = lane;
    const { connection } = session;
    const open = connection.closed === null && !lane.passedOver;
    if (open && !session.outOfStep && !this.context.signal.aborted) {
      const deadline = Deadline.in(Math.min(2000, this.context.times.answer));
      if (lane.marked) {
        session.send(Buffer.from('RSET\r\n'));
        await session.readGroup(deadline);
      }
      session.send(Buffer.from('QUIT\r\n'));
      const group = await session.readGroup(deadline);
      // A surplus reply to an earlier command stands in front of the answer to QUIT.
      if (group.end === 'complete' && connection.buffered > 0) this.chargeLate(lane, group);
      await connection.whenClosed(deadline.within(300));
    }
    connection.close();
  }

  private chargeLate(lane: Lane, group: Group): void {
    const line = group.lines[0];
    if (line !== undefined && lane.lastRule !== null && this.blocked === null) {
      this.charge(lane.lastRule, extraDeviation(line, this.story.at));
    }
  }
}

function startEnvironment(cast: Cast, value: EachValue | null): Environment {
  let environment = Environment.of([
    ['user', cast.account.user],
    ['secret', cast.account.secret],
  ]);
  if (cast.other !== null) {
    environment = environment.with('other', cast.other.user).with('other-secret', cast.other.secret);
  }
  return value === null ? environment : environment.with(value.name, value.value);
}

function isAwaited({ node }: StepItem): boolean {
  if (node.kind === 'line') return node.mark === '';
  return node.kind === 'stage' && node.direction.name === 'close' && node.mark === '';
}

/** `S: +OK` alone: the indicator decides and the text is free. */
function isBareStatus(
  expectation: Expectation,
): expectation is Expectation & { form: { kind: 'status'; indicator: string } } {
  const [first, ...others] = expectation.step.template;
  return (
    expectation.form.kind === 'status' &&
    others.length === 0 &&
    first?.kind === 'text' &&
    first.bytes.toString('latin1') === expectation.form.indicator
  );
}

/** A reply to a command that carries a credential. */
function isLogin(line: ReceivedLine): boolean {
  return line.verb === 'PASS' || line.verb === 'APOP' || line.verb === 'AUTH';
}

function firstServerStep(item: Item): LineStep | StageStep | null {
  if (item.kind === 'step') {
    const { node } = item;
    return (node.kind === 'line' || node.kind === 'stage') && node.side === 'S' ? node : null;
  }
  for (const branch of item.branches) {
    for (const inner of branch) {
      const found = firstServerStep(inner);
      if (found !== null) return found;
    }
  }
  return null;
}

function rulesIn(item: Item): string[] {
  if (item.kind === 'step') return item.rule === null ? [] : [item.rule];
  return item.branches.flat().flatMap(rulesIn);
}

function valueText(value: Value): string {
  if (Buffer.isBuffer(value)) return JSON.stringify(value.toString('latin1').slice(0, 200));
  if (!Array.isArray(value)) return String(value);
  const lines = value.map((line: Buffer) => line.toString('latin1')).join(' | ');
  return `${String(value.length)} lines ${JSON.stringify(lines.slice(0, 300))}`;
}
