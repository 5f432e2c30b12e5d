import { expect, test } from 'vitest';
import type { RunEvent } from '../model/result.js';
import { ConsoleReporter } from './console.js';
import type { Level } from './console-text.js';
import { choosePaint, coloured, plain } from './paint.js';
import type { Paint } from './paint.js';
import type { Progress } from './progress.js';
import {
  context,
  end,
  interruptedRun,
  point,
  pointEvents,
  start,
  wholeRun,
  wire,
} from './sample.test.data.js';

async function shown(
  events: readonly RunEvent[],
  { level = 'warn', width = 100, paint = plain }: { level?: Level; width?: number; paint?: Paint } = {},
) {
  let text = '';
  const options = { level, page: { width, paint }, progress: null };
  const reporter = new ConsoleReporter(context, options, (part) => (text += part));
  for (const event of events) reporter.on(event);
  await reporter.finish();
  return text;
}

test('a whole run', async () => {
  await expect(await shown(wholeRun)).toMatchFileSnapshot('__snapshots__/console.txt');
});

test('--level info on a narrow terminal', async () => {
  const text = await shown(wholeRun, { level: 'info', width: 60 });
  await expect(text).toMatchFileSnapshot('__snapshots__/console-info-60.txt');
  const breakable = text
    .split('\n')
    .filter((line) => !/Replay:|PASS|FAIL|WARN|INFO|FLAKY|KNOWN|FIXED|ERROR|[.]{3}| points: /.test(line));
  expect(Math.max(...breakable.map((line) => line.length))).toBeLessThanOrEqual(60);
});

test('--level fail', async () => {
  await expect(await shown(wholeRun, { level: 'fail' })).toMatchFileSnapshot(
    '__snapshots__/console-fail.txt',
  );
});

test('an interrupted run', async () => {
  await expect(await shown(interruptedRun)).toMatchFileSnapshot('__snapshots__/console-interrupted.txt');
});

test('colours change nothing but the colour', async () => {
  const text = await shown(wholeRun, { paint: coloured });
  expect(text).toContain('\x1b[31m');
  expect(text.replace(/\x1b\[\d+m/g, '')).toBe(await shown(wholeRun));
});

test('nothing a peer sent moves the cursor', async () => {
  const hostile = '\x1b[2J\u202e\r\nok 1\u009b';
  if (start.kind !== 'start') throw new Error('the sample has changed');
  const facts = [{ name: hostile, value: hostile }];
  const events: RunEvent[] = [
    { ...start, target: { ...start.target, name: hostile, address: hostile, facts } },
    { kind: 'note', text: hostile },
    {
      kind: 'point',
      number: 1,
      point: point('fail', {
        reason: hostile,
        observed: hostile,
        wire: [wire(0, 'S', hostile), wire(1, '*', hostile)],
      }),
    },
    { kind: 'point', number: 2, point: point('skip', { reason: hostile }) },
    { kind: 'end', complete: false, bailOut: hostile, durationMs: 1 },
  ];
  expect(await shown(events, { level: 'info' })).toMatch(/^[\x20-\x7e\n]*$/);
});

test('a section is printed when its last point and all sections before it are there', () => {
  const parts: string[] = [];
  const calls: string[] = [];
  const progress: Progress = {
    show: (text) => calls.push(text),
    clear: () => calls.push('clear'),
    stop: () => calls.push('stop'),
  };
  const options = { level: 'fail' as const, page: { width: 80, paint: plain }, progress };
  const reporter = new ConsoleReporter(context, options, (part) => parts.push(part));
  reporter.on(start);
  parts.length = 0;
  for (const event of pointEvents.slice(2, 6)) reporter.on(event);
  expect(parts).toEqual([]);
  reporter.on({ kind: 'case-start', caseId: 'rfc1939/4/greeting' });
  expect(calls).toEqual(['clear', '4/10 rfc1939/4/greeting']);
  for (const event of pointEvents.slice(0, 2)) reporter.on(event);
  const text = parts.join('');
  expect(text).toContain('  4   Authorization');
  expect(text).toContain('  7   APOP');
  expect(text).not.toContain('RFC 1734');
});

test('the wire shows the end of a long exchange', async () => {
  const long = Array.from({ length: 1000 }, (_, i) => wire(i, 'S', `* ${i}\r\n`));
  const text = await shown([
    start,
    { kind: 'point', number: 1, point: point('fail', { wire: long }) },
    ...pointEvents.slice(1),
    end,
  ]);
  expect(text).toContain('lines before; --trace DIR');
  expect(text).toContain('* 999\\r\\n');
  expect(text).not.toContain('* 950\\r\\n');
});

test('a terminal of no width at all still shows everything', async () => {
  const text = await shown(wholeRun, { width: 0, level: 'info' });
  const squeezed = (all: string) => all.replace(/[\s.]/g, '').replaceAll('-->', '').replaceAll('<--', '');
  expect(squeezed(text)).toBe(squeezed(await shown(wholeRun, { level: 'info' })));
});

test('colours only on a terminal, and NO_COLOR is kept', () => {
  expect(choosePaint(false, {})).toBe(plain);
  expect(choosePaint(true, {})).toBe(coloured);
  expect(choosePaint(true, { NO_COLOR: '1' })).toBe(plain);
  expect(choosePaint(true, { TERM: 'dumb' })).toBe(plain);
});
