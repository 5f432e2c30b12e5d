import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import type { RunEvent } from '../model/result.js';
import { atomicWrite } from './atomic-write.js';
import { incompleteBecause, RunCollector } from './collect.js';
import { pointLabel, pointSource, pointText } from './finding-text.js';
import { groupBy } from './group-by.js';
import { printable } from './printable.js';
import type { PointRecord, RunRecord } from './record.js';
import type { ReportContext, Reporter } from './reporter.js';

/** JUnit XML, written when the run ends, however it ends. */
export class JunitReporter implements Reporter {
  private readonly file: string;
  private readonly context: ReportContext;
  private readonly collector: RunCollector;

  constructor(context: ReportContext, file: string) {
    this.file = file;
    this.context = context;
    this.collector = new RunCollector(context.version);
  }

  on(event: RunEvent): void {
    this.collector.on(event);
  }

  finish(): Promise<void> {
    return atomicWrite(this.file, printJunit([this.collector.run()], this.context));
  }
}

type Verdict = 'passed' | 'failure' | 'error' | 'skipped';

/** One suite per target and section; a run that did not come to its end has a test case in error that says so. */
export function printJunit(runs: readonly RunRecord[], context: ReportContext): string {
  const suites = runs.flatMap((run) => toSuites(run, context.strict));
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  const root = document.ele('testsuites', { name: 'mailspec', ...counts(suites.flatMap((s) => s.cases)) });
  for (const suite of suites) {
    const element = root.ele('testsuite', { name: printable(suite.name), ...counts(suite.cases) });
    const properties = element.ele('properties');
    for (const [name, value] of suite.properties)
      properties.ele('property', { name: printable(name), value: printable(value) });
    for (const item of suite.cases) item.write(element);
  }
  return `${document.end({ prettyPrint: true })}\n`;
}

interface Suite {
  readonly name: string;
  readonly properties: readonly (readonly [string, string])[];
  readonly cases: readonly Item[];
}

interface Item {
  readonly verdict: Verdict;
  readonly ms: number;
  readonly write: (parent: XMLBuilder) => void;
}

function toSuites(run: RunRecord, strict: boolean): Suite[] {
  const properties: [string, string][] = [
    ['mailspec', run.mailspec],
    ['target', run.target.name],
    ['address', run.target.address],
    ['seed', run.seed],
    ...run.target.facts.map(({ name, value }): [string, string] => [name, value]),
    ...run.notes.map((note): [string, string] => ['note', note]),
  ];
  const suites: Suite[] = [];
  for (const [title, points] of groupBy(run.points, (point) => point.title))
    suites.push({
      name: `${run.target.name}: ${title}`,
      properties,
      cases: points.map((p) => toItem(p, strict)),
    });
  const because = incompleteBecause(run);
  if (because !== null)
    suites.push({ name: `${run.target.name}: incomplete`, properties, cases: [incomplete(because)] });
  return suites;
}

function incomplete(because: string): Item {
  const write = (parent: XMLBuilder) => {
    const element = parent.ele('testcase', { classname: 'mailspec', name: 'incomplete', time: '0.000' });
    element.ele('error', { message: printable(because), type: 'incomplete' });
  };
  return { verdict: 'error', ms: 0, write };
}

function toItem(point: PointRecord, strict: boolean): Item {
  const ms = point.durationMs ?? 0;
  const verdict = judge(point, strict);
  const write = (parent: XMLBuilder) => {
    const name = point.mode === null ? point.rule : `${point.rule} @${point.mode}`;
    const element = parent.ele('testcase', {
      classname: printable(point.case),
      name: printable(name),
      time: time(ms),
    });
    if (verdict === 'skipped') {
      const prefix = point.outcome === 'known' ? 'known: ' : '';
      element.ele('skipped', { message: printable(prefix + point.reason) });
    } else if (verdict !== 'passed') {
      const message = printable(point.requirement?.text ?? pointLabel(point));
      element.ele(verdict, { message, type: point.outcome }).txt(body(point));
      return;
    }
    if (point.outcome !== 'pass' && point.outcome !== 'skip')
      element.ele('system-out').txt(`${point.outcome}: ${body(point)}`);
  };
  return { verdict, ms, write };
}

/** Failures are failures, not errors; what the RFC only recommends fails with --strict only. */
function judge(point: PointRecord, strict: boolean): Verdict {
  switch (point.outcome) {
    case 'fail':
    case 'fixed':
      return 'failure';
    case 'warn':
    case 'flaky':
      return strict ? 'failure' : 'passed';
    case 'error':
      return 'error';
    case 'skip':
    case 'known':
      return 'skipped';
    case 'pass':
    case 'info':
      return 'passed';
  }
}

function body(point: PointRecord): string {
  const lines = [
    `${point.requirement?.text ?? point.rule} (${pointSource(point)})`,
    ...pointText(point).map(([label, text]) => `${label} ${text}`),
    ...(point.wire.length > 0 ? ['Wire:', ...point.wire.map((line) => `  ${line}`)] : []),
    ...(point.replay === '' ? [] : [`Replay: ${point.replay}`]),
  ];
  return lines.map(printable).join('\n');
}

function counts(items: readonly Item[]) {
  const count = (verdict: Verdict) => items.filter((item) => item.verdict === verdict).length;
  return {
    tests: items.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: time(items.reduce((sum, item) => sum + item.ms, 0)),
  };
}

function time(ms: number): string {
  return (ms / 1000).toFixed(3);
}
