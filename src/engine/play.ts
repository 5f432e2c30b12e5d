import { setTimeout as sleep } from 'node:timers/promises';
import type { Case, LineStep, StageStep } from '../model/case.js';
import { Deadline } from '../model/deadline.js';
import { MailspecError } from '../model/errors.js';
import type { Location } from '../model/location.js';
import { responseCode } from '../pop3/reply.js';
import { printStep } from '../transcript/print.js';
import type { Cast, PlayContext } from './context.js';
import {
  armedOf, chooseAlternative, extraDeviation, forbiddenDeviation, isAwaited, missDeviation, silentDeviation, type Judgement,
} from './judge.js'; // prettier-ignore
import type { Lane } from './lane.js';
import { isLogin, Lanes } from './lanes.js';
import { PlayRecord, Stop, type Played } from './play-record.js';
import type { Miss } from './pop3-fit.js';
import { isUnended, type Group, type ReceivedLine } from './pop3-session.js';
import { alternatives, compile, firstServerStep, type Item, type StepItem } from './program.js';
import { passedOver, Scope, type EachValue } from './scope.js';

/** Unasked lines in a row that are read before a server is given up. */
const mostUnasked = 20;

const nothing: Group = { lines: [], end: 'complete', how: '', rest: Buffer.alloc(0) };

/** The harness as a client of a server under test: one play of one case, on fresh connections. */
export class Play {
  private readonly record: PlayRecord;
  private readonly scope: Scope;
  private readonly lanes: Lanes;
  /** What is still to be played. */
  private items: readonly Item[];

  constructor(
    private readonly story: Case,
    private readonly context: PlayContext,
    cast: Cast,
    value: EachValue | null,
  ) {
    this.items = compile(story.steps);
    this.record = new PlayRecord(story, value);
    this.scope = new Scope(
      cast,
      value,
      `${context.seed} ${story.id} ${value === null ? '' : String(value.value)}`,
    );
    this.lanes = new Lanes(story, context, cast, this.record);
  }

  async run(): Promise<Played> {
    try {
      for (const { connection, state } of this.story.heads.state) {
        const lane = await this.lanes.get(connection, true);
        if (state !== 'nonauth') await this.lanes.logIn(lane);
      }
      while (this.items.length > 0) await this.step();
      for (const lane of this.lanes.all()) await this.finish(lane);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    } finally {
      await this.lanes.leaveAll();
    }
    return this.record.played();
  }

  /** Does the next thing that is ours to do, and judges what comes of it. */
  private async step(): Promise<void> {
    this.context.signal.throwIfAborted();
    const [item, ...rest] = this.items;
    if (item === undefined) return;
    const heard = firstServerStep(item);
    if (heard !== null || item.kind === 'either') {
      await this.judge(await this.lanes.get(heard?.connection ?? 1, false));
      return;
    }
    this.items = rest;
    const { node, rule } = item;
    if (node.kind === 'line') await this.speak(node, rule, item);
    else if (node.kind === 'stage') await this.direct(node, rule);
    else this.check([item]);
  }

  private async speak(step: LineStep, rule: string | null, item: Item): Promise<void> {
    const lane = await this.lanes.get(step.connection, true);
    if (lane.passedOver || !(await this.settle(lane))) {
      this.passOver(item);
      return;
    }
    await this.lanes.enter(lane);
    const parts = [this.speech(step)];
    for (let next = this.joined(step); next !== null; next = this.joined(step)) {
      this.items = this.items.slice(1);
      parts.push(this.speech(next));
    }
    lane.armed = [];
    lane.lastRule = rule;
    const octets = Buffer.concat(parts);
    if (/^dele\b/im.test(octets.toString('latin1'))) lane.marked = true;
    lane.session.send(octets);
  }

  /** The `C&` that goes out in the same segment, or null. */
  private joined(step: LineStep): LineStep | null {
    const next = this.items[0];
    if (next?.kind !== 'step' || next.node.kind !== 'line') return null;
    const { node } = next;
    return node.side === 'C' && node.mark === '&' && node.connection === step.connection ? node : null;
  }

  private speech(step: LineStep): Buffer {
    const spoken = this.scope.speak(step.template);
    if (spoken === null) throw new Stop();
    if (spoken.kind === 'unfit') {
      this.record.points.skipRest(`not reached: ${spoken.reason}`);
      throw new Stop();
    }
    return step.mark === '=' ? spoken.octets : Buffer.concat([spoken.octets, Buffer.from('\r\n')]);
  }

  /**
   * Before we speak: replies that no step asked for are read, unasked lines are charged. False where the server
   * has closed as it may.
   */
  private async settle(lane: Lane): Promise<boolean> {
    if (!lane.session.idle && !lane.session.inExchange) {
      const group = await this.lanes.read(lane, true);
      if (group.end === 'closed' && lane.mayClose) lane.passedOver = true;
    }
    await this.drain(lane);
    if (lane.session.connection.closed !== null && lane.mayClose) lane.passedOver = true;
    return !lane.passedOver;
  }

  /** Lines that are here already although nothing is due. */
  private async drain(lane: Lane): Promise<void> {
    for (let count = 0; lane.session.idle && lane.session.connection.buffered > 0; count++) {
      if (count === mostUnasked) this.record.flooded();
      const group = await this.lanes.read(lane, false);
      this.chargeExtras(lane, group.lines, this.story.at);
      if (group.end !== 'complete') return;
    }
  }

  private chargeExtras(lane: Lane, lines: readonly ReceivedLine[], at: Location): void {
    for (const line of lines) {
      const armed = lane.armed.find((each) => this.scope.match(each, line, this.scope.environment) !== null);
      if (armed === undefined) this.record.charge(lane.lastRule, extraDeviation(line, at));
      else this.record.charge(armed.rule, forbiddenDeviation(armed, line));
    }
  }

  /** Reads the group that is due and holds it against the region that begins here. */
  private async judge(lane: Lane): Promise<void> {
    const [item, ...rest] = this.items;
    if (lane.passedOver && item !== undefined) {
      this.items = rest;
      this.passOver(item);
      return;
    }
    const ways = alternatives(this.items, lane.number);
    const [firstWay] = ways;
    const still = lane.session.idle || lane.session.inExchange;
    if (still && firstWay !== undefined && !ways.some(({ region }) => region.some(isAwaited))) {
      this.items = firstWay.rest;
      this.arm(lane, firstWay.region);
      this.check(firstWay.region);
      return;
    }
    const lineIsDue = ways.some(({ region }) =>
      region.some(({ node }) => node.kind === 'line' && node.mark === ''),
    );
    const greetingIsDue = lane.session.awaitsGreeting;
    const group = still && !lineIsDue ? nothing : await this.lanes.read(lane, true);
    if (greetingIsDue) this.lanes.putOffByLimit(group);
    if (group.end === 'closed' && group.lines.length === 0 && lane.mayClose) {
      lane.passedOver = true;
      return;
    }
    const chosen = chooseAlternative(ways, group, this.scope.environment, this.scope.match);
    this.items = chosen.alternative.rest;
    this.record.points.skip(chosen.alternative.passed, 'other branch');
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
    this.scope.environment = fit.environment;
    this.arm(lane, alternative.region);
    for (const { node, rule } of alternative.region) {
      if (rule !== null && (node.kind === 'line' || node.kind === 'stage'))
        this.record.points.of(rule).judged = true;
    }
    for (const miss of fit.misses) this.scope.lose(miss.expectation.step.template);

    const stopping = fit.misses.find(
      (miss) => miss.wrongStatus || (miss.instead === null && endsCase(group, chosen)),
    );
    if (stopping !== undefined) this.stopAt(stopping, group, chosen);

    for (const miss of fit.misses) this.record.charge(miss.expectation.rule, missDeviation(miss, group, []));
    const last = expectations.at(-1);
    if (last !== undefined) lane.lastRule = last.rule;
    // A command that no step looks at may be answered as it likes.
    const extras = expectations.length === 0 && close === null ? [] : fit.unused;
    this.chargeExtras(lane, extras, last?.step.at ?? this.story.at);
    if (group.end === 'closed') {
      if (close !== null) lane.passedOver = true;
    } else if (close === 'required') await this.awaitClose(lane, alternative.region);
    if (group.end === 'timeout' && group.rest.length > 0) this.record.points.skipRest('not reached');
    this.check(alternative.region);
  }

  /** When the status is wrong only that step fails; what is behind it is not reached. */
  private stopAt(miss: Miss, group: Group, { alternative }: Judgement): never {
    const { instead, expectation } = miss;
    if (instead !== null) {
      const forbidding = armedOf(alternative.region).find((armed) => this.scope.match(armed, instead, this.scope.environment) !== null); // prettier-ignore
      if (forbidding !== undefined)
        this.record.chargeAndStop(forbidding.rule, forbiddenDeviation(forbidding, instead));
      const code = responseCode(instead.octets);
      const letIn =
        expectation.form.kind === 'status' && expectation.form.indicator === '+OK' && isLogin(instead);
      // RFC 2449 section 8: the credential may be right and the maildrop in use, or the client too early.
      if (letIn && code !== null && /^(IN-USE|LOGIN-DELAY|SYS\/TEMP)$/.test(code)) this.record.block(`the server said [${code}]`, true); // prettier-ignore
    }
    const others = alternative.passed.length > 0 ? [printStep(expectation.step), 'or another branch'] : [];
    this.record.chargeAndStop(expectation.rule, missDeviation(miss, group, others));
  }

  private async awaitClose(lane: Lane, region: readonly StepItem[]): Promise<void> {
    const step = region.find(({ node }) => node.kind === 'stage' && node.direction.name === 'close');
    const ended = await lane.session.connection.whenClosed(Deadline.in(this.context.times.answer));
    await this.drain(lane);
    if (ended === 'closed') lane.passedOver = true;
    else this.record.chargeAndStop(step?.rule ?? null, silentDeviation('the server closes the connection', 'the connection stays open', 'stays open', step?.node.at ?? this.story.at)); // prettier-ignore
  }

  /** `assert`, `require` and `observe`, in the order of the text, with the final bindings. */
  private check(region: readonly StepItem[]): void {
    for (const { node, rule } of region) {
      if (rule === null || (node.kind !== 'check' && node.kind !== 'observe')) continue;
      const state = this.record.points.of(rule);
      if (node.kind === 'observe') {
        state.judged = true;
        state.observed.push(node.text);
        continue;
      }
      const kept = this.scope.holds(node.expression, node.at);
      if (kept !== null) state.judged = true;
      if (kept !== false) continue;
      const { text, at } = node;
      this.record.charge(rule, { expected: [text], actual: this.scope.show(text), at, shape: `not ${text}`, evidence: 'positive', value: null }); // prettier-ignore
      if (node.how === 'require') throw new Stop();
    }
  }

  private async direct(step: StageStep, rule: string | null): Promise<void> {
    const { direction } = step;
    if (direction.name === 'wait') {
      await sleep(direction.ms, undefined, { signal: this.context.signal });
      return;
    }
    if (direction.name === 'restart') {
      if (this.context.restart === null) this.record.block('the target cannot be restarted');
      await this.context.restart();
      return;
    }
    const lane = await this.lanes.get(step.connection, true);
    if (lane.passedOver || !(await this.settle(lane))) return;
    await this.lanes.enter(lane);
    const { connection } = lane.session;
    switch (direction.name) {
      case 'login':
        await this.lanes.logIn(lane);
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
    const begun = await this.lanes.handshake(lane);
    if (begun.ok) {
      if (rule !== null) this.record.points.of(rule).judged = true;
      return;
    }
    // `S? (close)` in front permits it: a server may well end over what stood in clear behind STLS.
    if (lane.mayClose) lane.passedOver = true;
    else
      this.record.chargeAndStop(
        rule,
        silentDeviation('a TLS handshake', begun.reason, 'no TLS handshake', at),
      );
  }

  /** A step on a connection that was closed as permitted; rules met only there are skipped. */
  private passOver(item: Item): void {
    const { templates, rules } = passedOver(item);
    for (const template of templates) this.scope.lose(template);
    this.record.points.skip(rules, 'connection closed');
  }

  /** What is still due when the script is at its end, and what nobody asked for. */
  private async finish(lane: Lane): Promise<void> {
    const over = lane.passedOver || lane.session.connection.closed !== null;
    if (!over && !lane.session.idle && !lane.session.inExchange) await this.lanes.read(lane, true);
    await this.drain(lane);
  }
}

/** A missing line is no answer at all, so what is behind it is not reached. */
function endsCase(group: Group, { close }: Judgement): boolean {
  return (group.end === 'closed' && close === null) || group.end === 'silence' || isUnended(group);
}
