import type { Outcome } from '../model/result.js';
import { pointLabel } from './finding-text.js';
import { groupBy } from './group-by.js';
import type { PointRecord, RunRecord } from './record.js';

/** The worst first. A skip is worse than nothing and better than everything: it says nothing of the target. */
const badness: readonly Outcome[] = [
  'error',
  'fail',
  'fixed',
  'flaky',
  'warn',
  'known',
  'info',
  'pass',
  'skip',
];

/**
 * Runs against the same target (shards of one run, or a run that was repeated) become one; a point that is in
 * several keeps its worst outcome, and a note says so. Numbers are given anew.
 */
export function mergeRuns(runs: readonly RunRecord[]): RunRecord[] {
  return [...groupBy(runs, (run) => run.target.name).values()].map((group) => mergeTarget(group));
}

function mergeTarget(runs: readonly RunRecord[]): RunRecord {
  const [first, ...others] = runs;
  if (!first) throw new RangeError('no run to merge');
  if (others.length === 0) return first;
  const named = groupBy(
    runs.flatMap((run) => run.points),
    pointLabel,
  );
  const repeated = [...named.values()].filter((points) => points.length > 1);
  const missing = runs.reduce((sum, run) => sum + run.planned - run.points.length, 0);
  return {
    mailspec: [...new Set(runs.map((run) => run.mailspec))].join(', '),
    target: { ...first.target, facts: mergeFacts(runs) },
    seed: [...new Set(runs.map((run) => run.seed))].join(', '),
    planned: named.size + missing,
    complete: runs.every((run) => run.complete),
    bailOut: runs.find((run) => run.bailOut !== null)?.bailOut ?? null,
    durationMs: null,
    notes: [...new Set(runs.flatMap((run) => run.notes)), ...repeatedNote(repeated)],
    points: [...named.values()].map((points, i) => ({ ...worst(points), number: i + 1 })),
  };
}

function mergeFacts(runs: readonly RunRecord[]) {
  const facts = runs.flatMap((run) => run.target.facts);
  return [...groupBy(facts, (fact) => `${fact.name}\n${fact.value}`).values()].flatMap((same) =>
    same.slice(0, 1),
  );
}

function repeatedNote(repeated: readonly (readonly PointRecord[])[]): string[] {
  if (repeated.length === 0) return [];
  const differ = repeated.filter((points) => new Set(points.map((point) => point.outcome)).size > 1);
  return [
    `${repeated.length} points were in several files; the worst outcome of each was taken`,
    ...differ.map((points) => {
      const told = points.map((point) => point.outcome).join(', ');
      return `${points[0] ? pointLabel(points[0]) : ''}: ${told}`;
    }),
  ];
}

function worst(points: readonly PointRecord[]): PointRecord {
  return points.reduce((a, b) => (badness.indexOf(b.outcome) < badness.indexOf(a.outcome) ? b : a));
}
