import { expect, test } from 'vitest';
import type { BaselineEntry } from '../model/baseline.js';
import type { Deviation, Outcome, Point } from '../model/result.js';
import { applyBaseline } from './apply-baseline.js';

const entry: BaselineEntry = { case: 'a/1/x', rule: 'a-1-x', shape: 'closed', reason: 'gives up early' };

function deviation(shape: string): Deviation {
  const at = { file: 'a', line: 1, column: 1 };
  return { expected: ['-ERR'], actual: '(closed)', at, shape, evidence: 'absence', value: null };
}

function point(outcome: Outcome, shapes: readonly string[] = [], change: Partial<Point> = {}): Point {
  return {
    caseId: 'a/1/x',
    rule: 'a-1-x',
    mode: null,
    outcome,
    reason: '',
    requirement: {
      id: 'a-1-x',
      rfc: '1',
      section: '1',
      pageLine: '',
      level: 'MUST',
      role: 'server',
      state: '',
      paraphrase: '',
      observable: '',
      kind: '',
      verdict: 'fail',
      because: '',
      sameAs: null,
      note: '',
    },
    deviations: shapes.map(deviation),
    observed: '',
    reproduced: '',
    wire: [],
    durationMs: 1,
    ...change,
  };
}

const judged = (p: Point, entries: readonly BaselineEntry[] = [entry], version = '2.3.21') => {
  const { outcome, reason } = applyBaseline(p, entries, version);
  return [outcome, reason];
};

test('a deviation of the same case, rule and shape is known', () => {
  for (const outcome of ['fail', 'warn', 'flaky'] as const)
    expect(judged(point(outcome, ['closed', 'closed']))).toEqual(['known', 'gives up early']);
  const link = { ...entry, link: 'https://bugs.example/1' };
  expect(judged(point('fail', ['closed']), [link])).toEqual([
    'known',
    'gives up early (https://bugs.example/1)',
  ]);
});

test('another case, rule or shape is not', () => {
  expect(judged(point('fail', ['closed'], { caseId: 'a/1/y' }))[0]).toBe('fail');
  expect(judged(point('fail', ['closed'], { rule: 'a-1-y' }))[0]).toBe('fail');
  expect(judged(point('fail', ['+OK instead of -ERR']))[0]).toBe('fail');
  expect(judged(point('fail', ['closed', 'silence']))[0]).toBe('fail');
  expect(judged(point('fail', []))[0]).toBe('fail');
  expect(judged(point('fail', ['closed']), [])[0]).toBe('fail');
});

test('several shapes may be known, each with its reason', () => {
  const other = { ...entry, shape: 'silence', reason: 'sleeps' };
  expect(judged(point('fail', ['closed', 'silence']), [entry, other])).toEqual([
    'known',
    'gives up early; sleeps',
  ]);
});

test('a pass that the baseline does not expect is fixed', () => {
  const reason = "passes, but the baseline expects 'closed': take the entry out";
  expect(judged(point('pass'))).toEqual(['fixed', reason]);
  expect(judged(point('pass', [], { rule: 'a-1-y' }))).toEqual(['pass', '']);
});

test('what says nothing of the deviation stays', () => {
  for (const outcome of ['info', 'skip', 'known', 'fixed', 'error'] as const) {
    const same = point(outcome, ['closed']);
    expect(applyBaseline(same, [entry], '1')).toBe(same);
  }
});

test('an entry holds for its versions only', () => {
  const ranged = [{ ...entry, versions: '2.3.*' }];
  expect(judged(point('fail', ['closed']), ranged, '2.3.21')[0]).toBe('known');
  expect(judged(point('pass'), ranged, '2.3.21')[0]).toBe('fixed');
  for (const version of ['2.4.0', '2x3.1', '12.3.1']) {
    expect(judged(point('fail', ['closed']), ranged, version)[0]).toBe('fail');
    expect(judged(point('pass'), ranged, version)[0]).toBe('pass');
  }
  expect(judged(point('fail', ['closed']), [{ ...entry, versions: '2.3' }], '2.3.1')[0]).toBe('fail');
});

test('where the version is not known, entries explain a deviation but are never fixed', () => {
  const ranged = [{ ...entry, versions: '2.3.*' }];
  expect(judged(point('fail', ['closed']), ranged, '')[0]).toBe('known');
  expect(judged(point('pass'), ranged, '')[0]).toBe('pass');
  expect(judged(point('pass'), [entry], '')[0]).toBe('fixed');
});
