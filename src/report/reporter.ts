import type { RunEvent } from '../model/result.js';

/** One format of one run. Fed with every event in order; all it writes is written when `finish` resolves. */
export interface Reporter {
  on(event: RunEvent): void;
  /** Also called after an interrupt: what was not run is then said to be missing. Safe to call once only. */
  finish(): Promise<void>;
}

/** What every format must know and no event says. */
export interface ReportContext {
  /** Version of mailspec. */
  readonly version: string;
  /** warn and flaky count as failures. */
  readonly strict: boolean;
}
