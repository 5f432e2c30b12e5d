import type { Case } from '../model/case.js';
import type { Deviation } from '../model/result.js';
import type { TraceEvent } from '../model/trace.js';
import { Trace } from '../wire/trace.js';
import { PointStates } from './point-state.js';
import { rulesOf } from './program.js';
import { showValue, type EachValue } from './scope.js';

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

/** Ends a play early; what is behind it is not reached. */
export class Stop extends Error {}

/** What is known so far of one play: its points, its trace, and why it ended if it ended early. */
export class PlayRecord {
  readonly points: PointStates;
  readonly trace = new Trace();
  starved = false;
  unreachable = false;
  refusedLogins = 0;
  private blocked: string | null = null;
  private putOff: string | null = null;
  private readonly value: string | null;

  constructor(story: Case, value: EachValue | null) {
    this.points = new PointStates(rulesOf(story.steps));
    this.value = value === null ? null : `${value.name} = ${showValue(value.value)}`;
  }

  get isBlocked(): boolean {
    return this.blocked !== null;
  }

  /** Charges a rule; before the first rule of a case it is the preparation that failed. */
  charge(rule: string | null, deviation: Deviation): void {
    if (rule === null) this.block(`${deviation.actual} (expected ${deviation.expected.join(' or ')})`);
    const state = this.points.of(rule);
    state.judged = true;
    state.deviations.push({ ...deviation, value: this.value });
  }

  /** Charges and ends the play. */
  chargeAndStop(rule: string | null, deviation: Deviation): never {
    this.charge(rule, deviation);
    throw new Stop();
  }

  /** @param passing it may be over at the next try, as a lock or a limit on connections is */
  block(what: string, passing = false): never {
    this.blocked = what;
    if (passing) this.putOff = what;
    throw new Stop();
  }

  /** A server that never stops talking: it is charged with what it said, and nothing more can be judged. */
  flooded(): never {
    this.starved = true;
    this.points.skipRest('not reached: the server does not stop sending');
    throw new Stop();
  }

  played(): Played {
    this.points.skipRest(this.blocked === null ? 'not reached' : `blocked: ${this.blocked}`);
    const { points, blocked, putOff, unreachable, starved, refusedLogins } = this;
    return { points, wire: this.trace.events, blocked, putOff, unreachable, starved, refusedLogins };
  }
}
