import { Parser } from 'tap-parser';
import { expect, test } from 'vitest';
import type { RunEvent } from '../model/result.js';
import { context, end, interruptedRun, plan, pointEvents, start, wholeRun } from './sample.test.data.js';
import { TapReporter } from './tap.js';
import { RunCollector } from './collect.js';
import { printTap } from './tap.js';

async function tapOf(events: readonly RunEvent[], strict = false): Promise<string> {
  let text = '';
  const reporter = new TapReporter({ ...context, strict }, (part) => (text += part));
  for (const event of events) reporter.on(event);
  await reporter.finish();
  return text;
}

function results(text: string) {
  const parser = new Parser();
  const asserts: { id: number; ok: boolean; todo: string | boolean; skip: string | boolean }[] = [];
  const extra: string[] = [];
  parser.on('assert', ({ id, ok, todo, skip }: (typeof asserts)[number]) =>
    asserts.push({ id, ok, todo, skip }),
  );
  parser.on('extra', (line: string) => extra.push(line));
  parser.on('child', () => extra.push('a subtest'));
  parser.end(text);
  return { asserts, extra, final: parser.results };
}

test('a whole run', async () => {
  await expect(await tapOf(wholeRun)).toMatchFileSnapshot('__snapshots__/whole.tap');
});

test('an interrupted run says so in its last line, and the parser believes it', async () => {
  const text = await tapOf(interruptedRun);
  await expect(text).toMatchFileSnapshot('__snapshots__/interrupted.tap');
  const { final, asserts, extra } = results(text);
  expect(final?.ok).toBe(false);
  expect(final?.bailout).toBe('interrupted after 3 of 10 points');
  expect(asserts.map(({ id }) => id)).toEqual([1, 2, 4]);
  expect(extra).toEqual([]);
});

test('tap-parser sees every outcome as it is meant', async () => {
  const { asserts, extra, final } = results(await tapOf(wholeRun));
  expect(extra).toEqual([]);
  expect(final?.count).toBe(plan.length);
  expect(asserts).toEqual([
    { id: 1, ok: true, todo: false, skip: false },
    { id: 2, ok: false, todo: 'SHOULD', skip: false },
    { id: 3, ok: false, todo: false, skip: false },
    { id: 4, ok: true, todo: false, skip: false },
    { id: 5, ok: true, todo: false, skip: 'needs an account {.' },
    { id: 6, ok: true, todo: false, skip: 'no secret of 129 octets' },
    { id: 7, ok: false, todo: 'flaky', skip: false },
    { id: 8, ok: false, todo: 'known: takes # and \\ for base64', skip: false },
    { id: 9, ok: false, todo: false, skip: false },
    { id: 10, ok: false, todo: false, skip: false },
  ]);
});

test('strict: warn and flaky fail the stream', async () => {
  const { asserts } = results(await tapOf(wholeRun, true));
  expect(asserts.filter(({ todo }) => todo !== false).map(({ id }) => id)).toEqual([8]);
  expect(asserts.filter(({ ok }) => !ok)).toHaveLength(6);
});

test('points that come in any order are written in the order of the plan, as soon as they can be', async () => {
  const parts: string[] = [];
  const reporter = new TapReporter(context, (part) => parts.push(part));
  reporter.on(start);
  const before = parts.length;
  for (const event of pointEvents.slice(1).reverse()) reporter.on(event);
  expect(parts).toHaveLength(before);
  for (const event of pointEvents.slice(0, 1)) reporter.on(event);
  reporter.on(end);
  expect(results(parts.join('')).asserts.map(({ id }) => id)).toEqual(plan.map(({ number }) => number));
  await reporter.finish();
  expect(parts.join('')).toBe(await tapOf([start, ...pointEvents, end]));
});

test('a run that never began is a bail out without a plan', async () => {
  const gone: RunEvent = { kind: 'end', complete: false, bailOut: 'nobody listens #1\n', durationMs: 1 };
  expect(await tapOf([gone])).toBe('TAP version 14\nBail out! nobody listens \\#1\\\\x0a\n');
  expect(await tapOf([])).toBe('TAP version 14\nBail out! nothing was run\n');
});

test('a point that is not planned, or comes twice, is a fault of the harness', () => {
  const reporter = new TapReporter(context, () => undefined);
  reporter.on(start);
  const [first] = pointEvents;
  if (first?.kind !== 'point') throw new Error('the sample has changed');
  reporter.on(first);
  expect(() => reporter.on(first)).toThrow('reported twice');
  expect(() => reporter.on({ ...first, number: 11 })).toThrow('not in the plan');
});

test('a finished run prints the same text as a run that goes on', async () => {
  const collector = new RunCollector(context.version);
  for (const event of wholeRun) collector.on(event);
  expect(printTap([collector.run()], context)).toBe(await tapOf(wholeRun));
});
