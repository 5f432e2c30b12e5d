import { expect, test } from 'vitest';
import type { Outcome, RunEvent } from '../model/result.js';
import { RunCollector } from './collect.js';
import { exitCode, printCounts, summarize } from './summary.js';
import { end, interruptedRun, plan, point, start, wholeRun } from './sample.test.data.js';

function summaryOf(events: readonly RunEvent[]) {
  const collector = new RunCollector('0.1.0');
  for (const event of events) collector.on(event);
  return summarize(collector.run());
}

function code(
  outcomes: readonly Outcome[],
  options: { strict?: boolean; reason?: string; ending?: RunEvent[] } = {},
) {
  if (start.kind !== 'start') throw new Error('the sample has changed');
  const events: RunEvent[] = [
    { ...start, plan: plan.slice(0, outcomes.length) },
    ...outcomes.map((outcome, i): RunEvent => ({
      kind: 'point',
      number: i + 1,
      point: point(outcome, { reason: options.reason ?? '' }),
    })),
    ...(options.ending ?? [end]),
  ];
  return exitCode(summaryOf(events), { strict: options.strict ?? false });
}

test('counts', () => {
  const summary = summaryOf(wholeRun);
  expect(summary).toMatchObject({ total: 10, planned: 10, complete: true, harnessFaults: 0 });
  expect(printCounts(summary.counts)).toBe(
    '1 passed, 1 failed, 1 in error, 1 fixed, 1 warned, 1 flaky, 1 known, 1 info, 2 skipped',
  );
  expect(summaryOf(interruptedRun)).toMatchObject({ total: 3, planned: 10, complete: false });
});

test('exit codes', () => {
  expect(code(['pass', 'warn', 'flaky', 'known', 'info', 'skip'])).toBe(0);
  expect(code(['pass', 'known', 'info', 'skip'], { strict: true })).toBe(0);
  expect(code(['pass', 'warn'], { strict: true })).toBe(1);
  expect(code(['pass', 'flaky'], { strict: true })).toBe(1);
  for (const outcome of ['fail', 'fixed', 'error'] as const) expect(code(['pass', outcome])).toBe(1);
  expect(code(['fail', 'error'], { reason: 'harness: no such probe' })).toBe(3);
});

test('a run that judged nothing, or did not come to its end, is no success', () => {
  const gone: RunEvent = { kind: 'end', complete: false, bailOut: 'the target is gone', durationMs: 1 };
  expect(code([])).toBe(2);
  expect(code(['skip', 'skip'])).toBe(2);
  expect(code(['pass'], { ending: [] })).toBe(2);
  expect(code(['pass'], { ending: [gone] })).toBe(2);
  expect(code(['fail'], { ending: [gone] })).toBe(1);
});

test('lines that keep the grammar are no verdict on a server where every case was skipped', () => {
  if (start.kind !== 'start') throw new Error('the sample has changed');
  const events: RunEvent[] = [
    { ...start, plan: plan.slice(0, 2) },
    { kind: 'point', number: 1, point: point('pass', { caseId: 'wire/pop3' }) },
    { kind: 'point', number: 2, point: point('skip') },
    end,
  ];
  expect(exitCode(summaryOf(events), { strict: false })).toBe(2);
});
