import fc from 'fast-check';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { create } from 'xmlbuilder2';
import type { RunEvent } from '../model/result.js';
import { RunCollector } from './collect.js';
import { JsonReporter, printJson } from './json.js';
import { JunitReporter, printJunit } from './junit.js';
import { reportSchema } from './record.js';
import { context, deviation, interruptedRun, point, start, wholeRun, wire } from './sample.test.data.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailspec-report-'));
});
afterAll(() => rm(folder, { recursive: true }));

function collect(events: readonly RunEvent[]) {
  const collector = new RunCollector(context.version);
  for (const event of events) collector.on(event);
  return collector.run();
}

test('JUnit of a whole run', async () => {
  await expect(printJunit([collect(wholeRun)], context)).toMatchFileSnapshot('__snapshots__/whole.xml');
});

test('JUnit with --strict: warn and flaky are failures', () => {
  const root = (strict: boolean) =>
    /<testsuites .*>/.exec(printJunit([collect(wholeRun)], { ...context, strict }))?.[0];
  expect(root(false)).toContain('tests="10" failures="2" errors="1" skipped="3"');
  expect(root(true)).toContain('tests="10" failures="4" errors="1" skipped="3"');
});

test('JUnit of an interrupted run', async () => {
  const text = printJunit([collect(interruptedRun)], context);
  await expect(text).toMatchFileSnapshot('__snapshots__/interrupted.xml');
  expect(text).toContain('<error message="interrupted after 3 of 10 points" type="incomplete"/>');
});

test('JSON of a whole and of an interrupted run keeps its schema', async () => {
  const whole = printJson([collect(wholeRun)]);
  await expect(whole).toMatchFileSnapshot('__snapshots__/whole-json.txt');
  expect(reportSchema.parse(JSON.parse(whole)).runs).toEqual([collect(wholeRun)]);
  const interrupted = reportSchema.parse(JSON.parse(printJson([collect(interruptedRun)])));
  expect(interrupted.runs[0]).toMatchObject({ complete: false, planned: 10 });
});

test('both are written whole, into folders that did not exist, and nothing else is left', async () => {
  const place = join(folder, 'new', 'reports');
  const reporters = [
    new JunitReporter(context, join(place, 'a.xml')),
    new JsonReporter(context, join(place, 'a.json')),
  ];
  for (const event of wholeRun) for (const reporter of reporters) reporter.on(event);
  for (const reporter of reporters) await reporter.finish();
  expect((await readdir(place)).sort()).toEqual(['a.json', 'a.xml']);
  expect(await readFile(join(place, 'a.xml'), 'utf8')).toBe(printJunit([collect(wholeRun)], context));
  expect(await readFile(join(place, 'a.json'), 'utf8')).toBe(printJson([collect(wholeRun)]));
});

test('a file that cannot be written is an error for people', async () => {
  const reporter = new JsonReporter(context, join(folder, 'x\0y'));
  await expect(reporter.finish()).rejects.toMatchObject({ code: 'E_REPORT' });
});

test('any text of a peer keeps both formats well formed, and every test case is counted', () => {
  const text = fc.string({ unit: 'binary', maxLength: 30 });
  fc.assert(
    fc.property(text, text, fc.uint8Array({ maxLength: 30 }), (a, b, bytes) => {
      if (start.kind !== 'start') throw new Error('the sample has changed');
      const hostile: RunEvent = {
        kind: 'point',
        number: 1,
        point: point('fail', {
          reason: a,
          deviations: [deviation({ actual: b, expected: [a, ']]>', '<script>'], value: a })],
          wire: [wire(0, 'S', Buffer.from(bytes))],
        }),
      };
      const facts = [{ name: a, value: b }];
      const events = [
        { ...start, target: { ...start.target, name: b, facts } },
        { kind: 'note' as const, text: a },
        hostile,
      ];
      const xml = printJunit([collect(events)], context);
      expect(xml).toMatch(/^[\x20-\x7e\n]*$/);
      const root = create(xml).root().toObject();
      expect(root).toMatchObject({ testsuites: { '@tests': '2', '@failures': '1', '@errors': '1' } });
      const json = printJson([collect(events)]);
      expect(json).toMatch(/^[\x20-\x7e\n]*$/);
      expect(reportSchema.parse(JSON.parse(json)).runs[0]?.points[0]?.reason).toBe(a);
    }),
  );
});
