import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runReport } from '../cli/report.js';
import type { Outcome, RunEvent } from '../model/result.js';
import { RunCollector } from './collect.js';
import { mergeRuns } from './merge.js';
import { openReporters, parseReportOption } from './open-reporters.js';
import { plain } from './paint.js';
import { readTap } from './read-tap.js';
import type { RunRecord } from './record.js';
import { context, end, plan, point, start, wholeRun } from './sample.test.data.js';
import { printTap } from './tap.js';

/** A run in which only these points were planned. */
function run(target: string, outcomes: Readonly<Record<number, Outcome>>): RunRecord {
  if (start.kind !== 'start') throw new Error('the sample has changed');
  const collector = new RunCollector(context.version);
  const planned = plan
    .filter(({ number }) => number in outcomes)
    .map((p, i) => ({ ...p, number: i + 1, old: p.number }));
  const events: RunEvent[] = [
    { ...start, target: { ...start.target, name: target }, plan: planned },
    ...planned.map(({ number, old, caseId, rule }): RunEvent => ({
      kind: 'point',
      number,
      point: point(outcomes[old] ?? 'error', { caseId, rule }),
    })),
    end,
  ];
  for (const event of events) collector.on(event);
  return collector.run();
}

const outcomesOf = (merged: RunRecord | undefined) =>
  merged?.points.map(({ number, outcome }) => [number, outcome]);

describe('merge', () => {
  test('shards of one run become that run', () => {
    const [merged, ...others] = mergeRuns([run('a', { 1: 'pass', 3: 'fail' }), run('a', { 2: 'warn' })]);
    expect(others).toEqual([]);
    expect(outcomesOf(merged)).toEqual([
      [1, 'pass'],
      [2, 'fail'],
      [3, 'warn'],
    ]);
    expect(merged).toMatchObject({ planned: 3, complete: true, seed: '42', notes: [] });
    expect(merged?.target.facts).toHaveLength(2);
  });

  test('the worst outcome of a point wins, and a note says so', () => {
    const runs = [
      run('a', { 1: 'pass', 2: 'skip', 3: 'pass' }),
      run('a', { 1: 'fail', 2: 'pass', 3: 'pass' }),
    ];
    for (const order of [runs, runs.toReversed()]) {
      const [merged] = mergeRuns(order);
      expect(outcomesOf(merged)).toEqual([
        [1, 'fail'],
        [2, 'pass'],
        [3, 'pass'],
      ]);
      expect(merged?.notes[0]).toBe('3 points were in several files; the worst outcome of each was taken');
      expect(merged?.notes).toHaveLength(3);
    }
  });

  test('a shard that is incomplete makes the whole incomplete', () => {
    const [merged] = mergeRuns([
      run('a', { 1: 'pass' }),
      { ...run('a', { 2: 'pass' }), planned: 4, complete: false },
    ]);
    expect(merged).toMatchObject({ complete: false, planned: 5 });
  });

  test('other targets stay apart', () => {
    expect(mergeRuns([run('a', { 1: 'pass' }), run('b', { 1: 'fail' })])).toHaveLength(2);
  });
});

describe('mailspec report', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailspec-merge-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const file = (name: string) => join(folder, name);
  async function report(files: Record<string, string>, options: Parameters<typeof runReport>[1] = {}) {
    let text = '';
    for (const [name, content] of Object.entries(files)) await writeFile(file(name), content);
    const out = {
      page: { width: 100, paint: plain },
      version: '0.1.0',
      write: (part: string) => (text += part),
    };
    const code = await runReport(Object.keys(files).map(file), options, out);
    return { code, text };
  }

  const all = { 1: 'pass', 2: 'pass', 3: 'pass', 4: 'info', 5: 'skip' } as const;

  test('several targets side by side', async () => {
    const { code, text } = await report({
      'a.tap': printTap([run('pop3://127.0.0.1:1110', all)], context),
      'b.tap': printTap([run('courier', { ...all, 2: 'fail', 3: 'warn' })], context),
      'c.tap': printTap([run('mailutils', { 1: 'pass', 2: 'known' })], context),
    });
    expect(code).toBe(1);
    await expect(text).toMatchFileSnapshot('__snapshots__/compare.txt');
  });

  test('a merged report of several targets can be read back and reported again', async () => {
    const merged = file('merged.tap');
    const runs = [run('pop3://a:1', all), run('courier', { ...all, 2: 'fail' })];
    const first = await report(
      { 'a.tap': printTap(runs.slice(0, 1), context), 'b.tap': printTap(runs.slice(1), context) },
      { tap: merged },
    );
    const second = await report({ 'again.tap': await readFile(merged, 'utf8') });
    expect(second).toEqual(first);
  });

  test('writes every format', async () => {
    const tap = printTap([run('a', { ...all, 2: 'warn' })], context);
    const options = { tap: file('out.tap'), junit: file('out.xml'), json: file('out.json') };
    expect((await report({ 'in.tap': tap }, options)).code).toBe(0);
    expect(await readFile(options.tap, 'utf8')).toBe(tap);
    expect(await readFile(options.junit, 'utf8')).toContain('tests="5" failures="0" errors="0" skipped="1"');
    expect(JSON.parse(await readFile(options.json, 'utf8'))).toMatchObject({
      schema: 1,
      runs: [{ planned: 5 }],
    });
    expect((await report({ 'in.tap': tap }, { strict: true })).code).toBe(1);
  });

  test.each([
    ['empty', ''],
    ['nothing planned', 'TAP version 14\n1..0\n'],
    ['not ours', 'TAP version 14\n1..1\nok 1 - fine\n'],
  ])('%s: refused', async (_, content) => {
    await expect(report({ 'bad.tap': content })).rejects.toMatchObject({ code: 'E_REPORT' });
  });

  test('a missing file, and none at all', async () => {
    const out = { page: { width: 100, paint: plain }, version: '0.1.0', write: () => undefined };
    await expect(runReport([file('none.tap')], {}, out)).rejects.toMatchObject({
      code: 'E_REPORT',
      where: file('none.tap'),
    });
    await expect(runReport([], {}, out)).rejects.toMatchObject({ code: 'E_USAGE' });
  });

  test('an interrupted run is 2', async () => {
    const half = { ...run('a', { 1: 'pass' }), planned: 3, complete: false };
    const { code, text } = await report({ 'half.tap': printTap([half], context) });
    expect(code).toBe(2);
    expect(text).toContain('INCOMPLETE: interrupted after 1 of 3 points');
  });

  test('--report opens what it names, and what it writes can be read', async () => {
    const files = parseReportOption(
      `tap=${file('sub/r.tap')},junit=${file('sub/r.xml')},json=${file('sub/r.json')}`,
    );
    const reporters = openReporters(files, context);
    for (const event of wholeRun) for (const reporter of reporters) reporter.on(event);
    for (const reporter of reporters) await reporter.finish();
    expect(readTap(await readFile(file('sub/r.tap'), 'utf8'), 'r.tap')[0]?.points).toHaveLength(10);
    expect(await readFile(file('sub/r.xml'), 'utf8')).toContain('<testsuites');
    expect(await readFile(file('sub/r.json'), 'utf8')).toContain('"schema": 1');
  });

  test.each(['tap', 'tap=', '=x', 'html=x', 'tap=a,tap=b', ''])('--report %s is refused', (text) => {
    expect(() => parseReportOption(text)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
  });
});
