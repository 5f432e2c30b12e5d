import type { Outcome } from '../model/result.js';
import { incompleteBecause } from './collect.js';
import type { RunRecord } from './record.js';

export interface Summary {
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Points that were reported. */
  readonly total: number;
  readonly planned: number;
  readonly complete: boolean;
  /** False: every case was skipped. That single lines kept the grammar is no verdict on a server. */
  readonly judged: boolean;
  /** Points in error whose reason says that the harness is at fault, not the target. */
  readonly harnessFaults: number;
}

/** A reason of an `error` point that starts like this blames the harness: exit 3 rather than 1. */
export const harnessFaultPrefix = 'harness: ';

export function summarize(run: RunRecord): Summary {
  const counts: Record<Outcome, number> = noCounts();
  for (const point of run.points) counts[point.outcome]++;
  return {
    counts,
    total: run.points.length,
    planned: run.planned,
    complete: incompleteBecause(run) === null,
    judged: run.points.some((point) => point.outcome !== 'skip' && !point.case.startsWith('wire/')),
    harnessFaults: run.points.filter(
      (point) => point.outcome === 'error' && point.reason.startsWith(harnessFaultPrefix),
    ).length,
  };
}

export function noCounts(): Record<Outcome, number> {
  return { pass: 0, fail: 0, warn: 0, info: 0, skip: 0, flaky: 0, known: 0, fixed: 0, error: 0 };
}

/**
 * 0 as expected; 1 a fail, a fixed baseline entry or a target that died in a case (with strict: warn and
 * flaky too); 2 nothing was judged (no point, all skipped), or the run did not come to its end before
 * anything failed; 3 the harness failed.
 */
export function exitCode(summary: Summary, options: { readonly strict: boolean }): 0 | 1 | 2 | 3 {
  const { counts } = summary;
  if (summary.harnessFaults > 0) return 3;
  if (counts.fail + counts.fixed + counts.error > 0) return 1;
  if (!summary.complete || !summary.judged) return 2;
  return options.strict && counts.warn + counts.flaky > 0 ? 1 : 0;
}

const words: Readonly<Record<Outcome, string>> = {
  pass: 'passed',
  fail: 'failed',
  error: 'in error',
  fixed: 'fixed',
  warn: 'warned',
  flaky: 'flaky',
  known: 'known',
  info: 'info',
  skip: 'skipped',
};

/** Outcomes in the order people want to read them, with their word. */
export const outcomeWords = Object.entries(words) as readonly (readonly [Outcome, string])[];

/** `190 passed, 2 failed, 12 skipped`: nothing that is 0. */
export function printCounts(
  counts: Readonly<Record<Outcome, number>>,
  paint: (outcome: Outcome, text: string) => string = (_, text) => text,
): string {
  const parts = outcomeWords
    .filter(([outcome]) => counts[outcome] > 0)
    .map(([outcome, word]) => paint(outcome, `${counts[outcome]} ${word}`));
  return parts.length === 0 ? 'nothing run' : parts.join(', ');
}
