import type { RunEvent } from '../model/result.js';
import { incompleteBecause, RunCollector } from './collect.js';
import type { PointRecord, RunRecord } from './record.js';
import type { ReportContext, Reporter } from './reporter.js';
import { printHead, printNote, printTitle } from './tap-head.js';
import { targetWords } from './tap-name.js';
import { printPoint } from './tap-point.js';
import { bailOutText } from './tap-text.js';

/**
 * TAP 14: version and plan first, one flat point per (case, rule), in the order of the plan; a point is
 * written as soon as all before it are there. A run that ends early ends with `Bail out!`.
 */
export class TapReporter implements Reporter {
  private readonly write: (text: string) => void;
  private readonly context: ReportContext;
  private readonly collector: RunCollector;
  private readonly waiting = new Map<number, PointRecord>();
  private next = 1;
  private title = '';
  private started = false;

  /** @param write takes whole lines; called in order. */
  constructor(context: ReportContext, write: (text: string) => void) {
    this.write = write;
    this.context = context;
    this.collector = new RunCollector(context.version);
  }

  on(event: RunEvent): void {
    const record = this.collector.on(event);
    if (event.kind === 'start') {
      this.started = true;
      this.write(printHead(event.plan.length, this.context.version, [event]));
    } else if (event.kind === 'note') {
      this.write(printNote(event.text));
    } else if (record) {
      this.waiting.set(record.number, record);
      this.writeReady();
    }
  }

  private writeReady(): void {
    for (let point = this.waiting.get(this.next); point; point = this.waiting.get(this.next)) {
      this.waiting.delete(this.next);
      this.next++;
      this.point(point);
    }
  }

  private point(point: PointRecord): void {
    if (point.title !== this.title) this.write(printTitle((this.title = point.title)));
    this.write(printPoint(point, this.context));
  }

  finish(): Promise<void> {
    const run = this.collector.run();
    for (const point of [...this.waiting.values()].sort((a, b) => a.number - b.number)) this.point(point);
    if (this.started) this.write(printEnd(run));
    else this.write(`TAP version 14\n${bailOut(run.bailOut ?? 'nothing was run')}`);
    return Promise.resolve();
  }
}

function printEnd(run: RunRecord): string {
  const because = incompleteBecause(run);
  return because === null ? '' : bailOut(because);
}

function bailOut(reason: string): string {
  return `Bail out! ${bailOutText(reason)}\n`;
}

/** Runs as one stream, numbered anew; with several targets the target is the last word of each name. */
export function printTap(runs: readonly RunRecord[], context: ReportContext): string {
  const planned = runs.reduce((sum, run) => sum + run.planned, 0);
  const words = targetWords(runs.map((run) => run.target.name));
  let text = printHead(planned, context.version, runs);
  let number = 0;
  let title = '';
  runs.forEach((run, i) => {
    text += run.notes.map(printNote).join('');
    for (const point of run.points) {
      if (point.title !== title) text += printTitle((title = point.title));
      number++;
      text += printPoint(point, {
        strict: context.strict,
        number,
        target: runs.length > 1 ? (words[i] ?? null) : null,
      });
    }
  });
  const because = runs.map(incompleteBecause).filter((reason) => reason !== null);
  return because.length === 0 ? text : text + bailOut(because.join('; '));
}
