import type { Location } from './location.js';
import type { Requirement } from './requirement.js';
import type { TraceEvent } from './trace.js';

export type Outcome = 'pass' | 'fail' | 'warn' | 'info' | 'skip' | 'flaky' | 'known' | 'fixed' | 'error';

/** Something a peer did that the rule does not allow. */
export interface Deviation {
  /** All outcomes that would have been right, for people. */
  readonly expected: readonly string[];
  /** What came instead, escaped. */
  readonly actual: string;
  readonly at: Location;
  /** Class of the deviation, never text of the peer: `+OK instead of -ERR`, `missing list line`, `closed`. */
  readonly shape: string;
  /** absence (silence, close, reset, delay) must be seen twice; positive counts at once. */
  readonly evidence: 'positive' | 'absence';
  /** The value of `each:` it happened with, or null. */
  readonly value: string | null;
}

/** The identity of a test point: what `ok 17 - <case> <rule>` names. */
export interface PointName {
  /** `rfc1939/7/apop-replay`, or `wire/pop3` for the grammar's own rows. */
  readonly caseId: string;
  readonly rule: string;
  /** Client cases: the mode of the target; null for servers. */
  readonly mode: string | null;
}

export interface Point extends PointName {
  readonly outcome: Outcome;
  /** Why it was skipped, why it is known, what is in error; '' otherwise. */
  readonly reason: string;
  readonly requirement: Requirement;
  readonly deviations: readonly Deviation[];
  /** What the target was seen to do, for info; '' otherwise. */
  readonly observed: string;
  /** '' or `1 of 2`: how often the deviation was seen. */
  readonly reproduced: string;
  readonly wire: readonly TraceEvent[];
  readonly durationMs: number;
}

/** What a run says while it goes on; every report is fed by this stream and nothing else. */
export type RunEvent =
  | {
      readonly kind: 'start';
      readonly target: TargetSummary;
      readonly plan: readonly PlannedPoint[];
      readonly seed: string;
    }
  | { readonly kind: 'case-start'; readonly caseId: string }
  | { readonly kind: 'point'; readonly number: number; readonly point: Point }
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'end';
      readonly complete: boolean;
      readonly bailOut: string | null;
      readonly durationMs: number;
    };

export interface PlannedPoint extends PointName {
  /** Position in the plan, from 1. */
  readonly number: number;
  readonly title: string;
  readonly requirement: Requirement;
}

/** What a certificate says about the target itself. */
export interface TargetSummary {
  readonly name: string;
  readonly address: string;
  /** Heading and text: capabilities, ways to log in, which put the secret in clear, delays. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Words for the command line that runs one case again, without the case id: `pop3://127.0.0.1:1110 --accounts FILE`. */
  readonly replayArguments: string;
}
