import fc from 'fast-check';
import { Parser } from 'tap-parser';
import { describe, expect, test } from 'vitest';
import { escape } from '../model/escape.js';
import { MailspecError } from '../model/errors.js';
import type { Outcome, RunEvent } from '../model/result.js';
import { RunCollector } from './collect.js';
import { readTap } from './read-tap.js';
import type { RunRecord } from './record.js';
import { outcomes } from './record.js';
import {
  context,
  deviation,
  interruptedRun,
  plan,
  point,
  start,
  wholeRun,
  wire,
} from './sample.test.data.js';
import { printTap, TapReporter } from './tap.js';
import { unescape } from './unescape.js';
import { parseWireLine } from './wire-lines.js';

function collect(events: readonly RunEvent[]): RunRecord {
  const collector = new RunCollector(context.version);
  for (const event of events) collector.on(event);
  return collector.run();
}

/** What TAP does not keep: the row and the time of passes, the time of the run, a thousandth of a millisecond. */
function asKept(run: RunRecord): RunRecord {
  return {
    ...run,
    durationMs: null,
    points: run.points.map((p) =>
      p.outcome === 'pass'
        ? { ...p, requirement: null, durationMs: null, replay: '' }
        : { ...p, durationMs: Number(p.durationMs?.toFixed(3)) },
    ),
  };
}

describe('round trip', () => {
  test('a whole run', () => {
    const run = collect(wholeRun);
    expect(readTap(printTap([run], context), 'out.tap')).toEqual([asKept(run)]);
  });

  test('strict changes the lines, not what is read', () => {
    const run = collect(wholeRun);
    expect(readTap(printTap([run], { ...context, strict: true }), 'out.tap')).toEqual([asKept(run)]);
  });

  test('an interrupted run stays incomplete', () => {
    const [run] = readTap(printTap([collect(interruptedRun)], context), 'out.tap');
    expect(run).toMatchObject({ complete: false, bailOut: 'interrupted', planned: 10 });
    expect(run?.points).toHaveLength(3);
  });

  test('several targets, also with names that look alike', () => {
    const named = (name: string) => ({ ...collect(wholeRun), target: { ...collect(wholeRun).target, name } });
    const runs = [named('pop3://a:1'), named('pop3-//a-1')];
    const read = readTap(printTap(runs, context), 'out.tap');
    expect(read.map((run) => run.target.name)).toEqual(['pop3://a:1', 'pop3-//a-1']);
    expect(read.map((run) => run.points.length)).toEqual([10, 10]);
  });
});

/** Any text at all, and text that TAP, YAML and the parser's own rules could trip over. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.array(
    fc.constantFrom(
      'ok 1', 'not ok 2', '1..0', 'Bail out!', 'TAP version 14', '# SKIP', ' # todo', '# Subtest: x', '---', '...',
      '  ...', '{', '}', '\\', '\\\\', '#', '"', "'", '\n', '\r', '\r\n', '\u2028', '\u2029', '\u0085', '\0', '    ', ' ',
      'pragma +strict', ': ', '- ', '!re /x/', '&a', '*a', 'time=1ms', '0x10', '\x1b[2J', '<script>', ']]>', '\ud800',
    ), // prettier-ignore
    { maxLength: 8 },
  ).map((parts) => parts.join('')),
); // prettier-ignore

const octets = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  text.map((value) => Buffer.from(value, 'utf8')),
);

describe('nothing a peer sends gets lost or changes a line', () => {
  test('any texts and octets', () => {
    const sample = fc.record({
      outcome: fc.constantFrom<Outcome>(...outcomes),
      reason: text,
      observed: text,
      expected: fc.array(text, { maxLength: 3 }),
      actual: octets,
      raw: text,
      value: fc.option(text, { nil: null }),
      wire: fc.array(octets, { maxLength: 4 }),
      note: text,
      fact: text,
      bailOut: fc.option(text, { nil: null }),
    });
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: plan.length, maxLength: plan.length }),
        fc.boolean(),
        (samples, strict) => {
          let tap = '';
          const reporter = new TapReporter({ ...context, strict }, (part) => (tap += part));
          if (start.kind !== 'start') throw new Error('the sample has changed');
          const facts = samples.map((s) => ({ name: s.fact, value: s.note }));
          reporter.on({ ...start, target: { ...start.target, facts } });
          samples.forEach((s, i) => {
            const name = plan[i];
            if (!name) throw new Error('the sample has changed');
            reporter.on({ kind: 'note', text: s.note });
            reporter.on({
              kind: 'point',
              number: i + 1,
              point: point(s.outcome, {
                caseId: name.caseId,
                rule: name.rule,
                reason: s.reason,
                observed: s.observed,
                deviations: [
                  deviation({ expected: s.expected, actual: escape(s.actual), value: s.value, shape: s.raw }),
                  deviation({ expected: s.expected, actual: s.raw }),
                ],
                wire: s.wire.map((bytes, ms) => wire(ms, ms % 2 ? 'C' : 'S', bytes)),
              }),
            });
          });
          const bailOut = samples[0]?.bailOut ?? null;
          reporter.on({ kind: 'end', complete: bailOut === null, bailOut, durationMs: 1 });
          void reporter.finish();

          const parser = new Parser();
          let extra = 0;
          parser.on('extra', () => extra++);
          parser.on('child', () => extra++);
          parser.end(tap);
          expect(extra).toBe(0);
          expect(parser.results?.count).toBe(plan.length);
          expect(tap).toMatch(/^[\x20-\x7e\n]*$/);

          const [run] = readTap(tap, 'out.tap');
          expect(run?.complete).toBe(bailOut === null);
          samples.forEach((s, i) => {
            const read = run?.points[i];
            expect(read).toMatchObject({
              number: i + 1,
              case: plan[i]?.caseId,
              rule: plan[i]?.rule,
              outcome: s.outcome,
            });
            if (s.outcome === 'pass' || !read) return;
            expect(read).toMatchObject({ reason: s.reason, observed: s.observed });
            const [first, second] = read.findings;
            expect(first).toMatchObject({ expected: s.expected, value: s.value, shape: s.raw });
            expect(unescape(first?.actual ?? '')).toEqual(s.actual);
            expect(second?.actual).toBe(s.raw);
            expect(read.wire.map((line) => unescape(parseWireLine(line)?.text ?? ''))).toEqual(s.wire);
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('unescape is the inverse of escape', () => {
    fc.assert(
      fc.property(octets, (bytes) => {
        expect(unescape(escape(bytes))).toEqual(bytes);
      }),
    );
  });
});

describe('refused', () => {
  const good = printTap([collect(wholeRun)], context);
  const bad: [what: string, tap: string, message: RegExp][] = [
    ['nothing', '', /no plan/],
    ['an empty plan', 'TAP version 14\n1..0\n# mailspec: 0.1.0\n# target: x\n', /nothing is planned/],
    ['another program', 'TAP version 14\n1..1\nok 1 - a b\n', /# mailspec/],
    ['version 13', good.replace('version 14', 'version 13'), /TAP version 14/],
    ['no version', good.replace('TAP version 14\n', ''), /TAP version 14/],
    ['a plan behind', `${good.replace('1..10\n', '')}1..10\n`, /no plan in front/],
    ['an end cut off', good.slice(0, good.indexOf('not ok 9')), /holds 8 of 10/],
    ['cut off in the diagnostics', good.slice(0, good.indexOf('evidence')), /does not say 'pass'/],
    ['a bare CR', good.replace('ok 1', 'ok 1\r'), /octets a report never has/],
    ['U+2028', good.replace('ok 1 -', 'ok 1 \u2028-'), /octets a report never has/],
    ['a number twice', good.replace('not ok 3', 'not ok 2'), /stands twice/],
    ['a number outside', good.replace('not ok 10', 'not ok 11'), /outside the plan/],
    ['a point without a number', good.replace('ok 1 -', 'ok -'), /no name/],
    ['a foreign name', good.replace('rfc1939/4/greeting', 'what is this?'), /no name/],
    ['a fail turned ok', good.replace('not ok 3', 'ok 3'), /does not say 'fail'/],
    ['a fail turned TODO', good.replace(/^(not ok 3.*)$/m, '$1 # TODO later'), /does not say 'fail'/],
    ['text between', good.replace('not ok 3', 'hello\nnot ok 3'), /no TAP: hello/],
    ['a subtest', good.replace('not ok 3', '    ok 1 - x\nnot ok 3'), /subtests|no TAP/],
    ['foreign diagnostics', good.replace('outcome: "warn"', 'outcome: "fine"'), /diagnostics of point 2/],
    ['text after the end', `${printTap([collect(interruptedRun)], context)}ok 3 - a b\n`, /after Bail out/],
  ];
  test.each(bad)('%s', (_, tap, message) => {
    try {
      readTap(tap, 'out.tap');
    } catch (error) {
      if (!(error instanceof MailspecError)) throw error;
      expect(error.code).toBe('E_REPORT');
      expect(error.where).toMatch(/^out\.tap(:\d+)?$/);
      expect(error.message).toMatch(message);
      return;
    }
    expect.unreachable('it was read');
  });

  test('any single line taken out is noticed, or was a comment', () => {
    const lines = good.split('\n').slice(0, -1);
    for (const [i, line] of lines.entries()) {
      const without = lines
        .filter((_, j) => j !== i)
        .map((l) => `${l}\n`)
        .join('');
      if (
        /^# (address|seed|arguments|fact|section|note)|^ {2}(observed|reason|reproduced|also|wire|value|duration)|^ {4}/.test(
          line,
        )
      )
        continue;
      if (/^ {2}(expected|actual|at|shape|evidence):/.test(line)) continue;
      expect(() => readTap(without, 'out.tap'), line).toThrow(MailspecError);
    }
  });
});
