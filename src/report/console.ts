import type { RunEvent } from '../model/result.js';
import { RunCollector } from './collect.js';
import type { Page } from './console-point.js';
import { failureLines, headLines, sectionLines, skipLines, totalLines } from './console-text.js';
import type { Level } from './console-text.js';
import { outline } from './outline.js';
import type { Section } from './outline.js';
import { printable } from './printable.js';
import type { Progress } from './progress.js';
import type { RunRecord } from './record.js';
import type { ReportContext, Reporter } from './reporter.js';

export interface ConsoleOptions {
  readonly level: Level;
  readonly page: Page;
  readonly progress: Progress | null;
}

/** For people: an outline by RFC and section, printed section by section as they are finished. */
export class ConsoleReporter implements Reporter {
  private readonly write: (text: string) => void;
  private readonly options: ConsoleOptions;
  private readonly collector: RunCollector;
  private sections: Section[] = [];
  private readonly sectionOf = new Map<number, Section>();
  private printed = 0;
  private done = 0;
  private rfc: string | null = '';
  private last = '';

  constructor(context: ReportContext, options: ConsoleOptions, write: (text: string) => void) {
    this.options = options;
    this.write = write;
    this.collector = new RunCollector(context.version);
  }

  on(event: RunEvent): void {
    const record = this.collector.on(event);
    if (event.kind === 'start') {
      this.print(headLines(this.collector.run(), this.options.page));
      this.sections = outline(event.plan);
      for (const section of this.sections)
        for (const number of section.planned) this.sectionOf.set(number, section);
    } else if (event.kind === 'case-start') {
      this.options.progress?.show(`${this.done}/${this.sectionOf.size} ${printable(event.caseId)}`);
    } else if (event.kind === 'note') {
      this.print([this.options.page.paint('dim', `  note: ${printable(event.text)}`)]);
    } else if (record) {
      this.done++;
      this.sectionOf.get(record.number)?.points.set(record.number, record);
      this.printFinished();
    }
  }

  private printFinished(): void {
    for (let section = this.sections[this.printed]; section; section = this.sections[this.printed]) {
      if (section.points.size < section.planned.length) return;
      this.section(section);
    }
  }

  private section(section: Section): void {
    this.printed++;
    const { page, level } = this.options;
    const heading = section.rfc === null ? [] : [page.paint('bold', `RFC ${section.rfc}`)];
    if (section.rfc !== this.rfc) this.print(['', ...heading]);
    this.rfc = section.rfc;
    this.print(sectionLines(section, level, page));
  }

  finish(): Promise<void> {
    this.options.progress?.stop();
    for (const section of this.sections.slice(this.printed)) this.section(section);
    const run = this.collector.run();
    this.print(['', ...endLines(run, this.options.level, this.options.page)]);
    return Promise.resolve();
  }

  /** Never two empty lines in a row. */
  private print(lines: readonly string[]): void {
    let text = '';
    for (const line of lines) {
      if (line !== '' || this.last !== '') text += `${line}\n`;
      this.last = line;
    }
    this.options.progress?.clear();
    this.write(text);
  }
}

function endLines(run: RunRecord, level: Level, page: Page): string[] {
  return [...skipLines(run.points, page), ...failureLines(run.points, level, page), ...totalLines(run, page)];
}

/** A run that is over, as the console shows it at its end. */
export function printEnd(run: RunRecord, level: Level, page: Page): string {
  return [...headLines(run, page), '', ...endLines(run, level, page)].map((line) => `${line}\n`).join('');
}
