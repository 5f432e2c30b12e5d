import type { Deviation, Outcome, Point } from '../model/result.js';
import type { Requirement } from '../model/requirement.js';
import type { TraceEvent } from '../model/trace.js';

/** What the plays of one case found out about one rule, over all values of `each:`. */
export interface Finding {
  readonly deviations: readonly Deviation[];
  readonly observed: readonly string[];
  readonly judged: boolean;
  readonly skipped: string;
  /** null: never seen; else how often it was seen in how many runs. */
  readonly seen: { readonly times: number; readonly runs: number };
}

/** Turns a finding into the outcome of its test point (design: "Outcomes of a test point"). */
export function outcomeOf(
  requirement: Requirement,
  finding: Finding,
): Pick<Point, 'outcome' | 'reason' | 'observed' | 'reproduced'> {
  const { deviations, observed, judged, skipped, seen } = finding;
  if (deviations.length > 0) {
    const notes = [...observed, ...(requirement.verdict === 'info' ? deviations.map(describe) : [])].join(
      '; ',
    );
    const reproduced = seen.runs > 1 ? `${String(seen.times)} of ${String(seen.runs)}` : '';
    return { outcome: broken(requirement, finding), reason: '', observed: notes, reproduced };
  }
  if (observed.length > 0)
    return { outcome: 'info', reason: '', observed: [...new Set(observed)].join('; '), reproduced: '' };
  if (!judged)
    return {
      outcome: 'skip',
      reason: skipped === '' ? 'not reached' : skipped,
      observed: '',
      reproduced: '',
    };
  const info = requirement.verdict === 'info';
  return {
    outcome: info ? 'info' : 'pass',
    reason: '',
    observed: info ? 'as the RFC describes it' : '',
    reproduced: '',
  };
}

function broken(requirement: Requirement, { deviations, seen }: Finding): Outcome {
  if (requirement.verdict === 'info' || requirement.verdict === 'none') return 'info';
  // Silence, delay, close and reset must be seen twice; anything positive counts at once.
  const positive = deviations.some(({ evidence }) => evidence === 'positive');
  if (!positive && seen.runs > 1 && seen.times < seen.runs) return 'flaky';
  return requirement.verdict;
}

function describe({ actual, value }: Deviation): string {
  return value === null ? actual : `${actual} (${value})`;
}

export function makePoint(
  name: { caseId: string; rule: string; mode: string | null },
  requirement: Requirement,
  finding: Finding,
  wire: readonly TraceEvent[],
  durationMs: number,
): Point {
  return {
    ...name,
    requirement,
    deviations: finding.deviations,
    ...outcomeOf(requirement, finding),
    wire,
    durationMs,
  };
}
