import { Parser } from 'tap-parser';
import type { Result } from 'tap-parser';
import { MailspecError } from '../model/errors.js';
import { readDiagnostics } from './diagnostics.js';
import type { PointRecord, RunRecord } from './record.js';
import { parseName, targetWords } from './tap-name.js';
import { status } from './tap-point.js';

/**
 * Reads a TAP report of ours back, one run per target it tells of. The parser itself takes an empty stream,
 * `1..0` and cut-off diagnostics for success; here version, plan, and as many points as planned are demanded
 * (fewer only before a `Bail out!`), else MailspecError E_REPORT.
 */
export function readTap(text: string, file: string): RunRecord[] {
  const illegal = /[^\x20-\x7e\n]/.exec(text);
  if (illegal) throw unreadable(file, 'it holds octets a report never has', lineOf(text, illegal.index));
  const reader = new TapReader(file);
  for (const line of text.split(/(?<=\n)/)) reader.line(line);
  return reader.end();
}

class TapReader {
  private readonly file: string;
  private readonly parser = new Parser();
  private lineNumber = 0;
  private version = 0;
  private mailspec = '';
  private title = '';
  private planned = -1;
  private bailOut: string | null = null;
  private readonly runs: RunRecord[] = [];
  private readonly notes: string[] = [];
  private readonly points: { record: PointRecord; target: string | null }[] = [];

  constructor(file: string) {
    this.file = file;
    this.parser.on('version', (version: number) => (this.version = version));
    this.parser.on('plan', (plan: { start: number; end: number; comment: string }) => {
      if (plan.start === 1 && this.points.length === 0) this.planned = plan.end;
    });
    this.parser.on('comment', (line: string) => this.comment(line.replace(/^# |\n$/g, '')));
    this.parser.on('assert', (result: Result) => this.point(result));
    this.parser.on('bailout', (reason: string) => (this.bailOut = reason || 'bailed out'));
    this.parser.on('extra', (line: string) => this.fail(`this is no TAP: ${line.trim().slice(0, 60)}`));
    this.parser.on('child', () => this.fail('subtests are not ours'));
  }

  private fail(message: string): never {
    throw unreadable(this.file, message, this.lineNumber);
  }

  line(line: string): void {
    this.lineNumber++;
    if (this.bailOut !== null && line !== '') this.fail('nothing may come after Bail out!');
    this.parser.write(line);
  }

  private comment(text: string): void {
    const [, key = '', value = ''] = /^([a-z]+): ?(.*)$/.exec(text) ?? [];
    const run = this.runs.at(-1);
    if (text.startsWith('mailspec ')) this.mailspec = text.slice('mailspec '.length);
    else if (key === 'target') this.runs.push(emptyRun(value));
    else if (key === 'section') this.title = value;
    else if (key === 'note') this.notes.push(value);
    else if (!run) return;
    else if (key === 'address') run.target.address = value;
    else if (key === 'seed') run.seed = value;
    else if (key === 'arguments') run.target.replayArguments = value;
    else if (key === 'fact') {
      const [, name = '', fact = ''] = /^(.*?) = ?(.*)$/.exec(value) ?? [];
      run.target.facts.push({ name, value: fact });
    }
  }

  private point(result: Result): void {
    const name = parseName(result.name);
    if (!name || result.id === 0) this.fail(`'${result.name.slice(0, 60)}' is no name of a test point`);
    const record: PointRecord = {
      number: result.id,
      case: name.caseId,
      rule: name.rule,
      mode: name.mode,
      title: this.title,
      durationMs: result.time,
      ...(result.diag === null ? plainPass : this.diagnostics(result)),
    };
    this.checkStatus(result, record);
    this.points.push({ record, target: name.target });
  }

  private diagnostics(result: Result) {
    try {
      return readDiagnostics(result.diag);
    } catch (cause) {
      throw unreadable(this.file, `the diagnostics of point ${result.id} are not ours`, undefined, cause);
    }
  }

  /** The line must say what the diagnostics say, or somebody changed one of them. */
  private checkStatus(result: Result, record: PointRecord): void {
    const directive = result.todo !== false ? 'TODO' : result.skip !== false ? 'SKIP' : '';
    const fits = [true, false].some((strict) => {
      const expected = status(record, strict);
      return expected.ok === result.ok && expected.directive.slice(3, 7) === directive;
    });
    if (!fits) this.fail(`the line of point ${result.id} does not say '${record.outcome}'`);
  }

  end(): RunRecord[] {
    this.parser.end();
    if (this.version !== 14) this.fail("it does not begin with 'TAP version 14'");
    if (this.planned < 1) this.fail('it has no plan in front, or nothing is planned');
    if (this.mailspec === '' || this.runs.length === 0) this.fail("it has no '# mailspec' and '# target:'");
    const numbers = new Set(this.points.map((point) => point.record.number));
    if (numbers.size < this.points.length) this.fail('a number of a test point stands twice');
    if (Math.max(...numbers) > this.planned) this.fail('a test point lies outside the plan');
    if (this.bailOut === null && numbers.size < this.planned)
      this.fail(`it holds ${numbers.size} of ${this.planned} planned points and does not say why`);
    return this.distribute();
  }

  private distribute(): RunRecord[] {
    const [only, ...more] = this.runs;
    const words = targetWords(this.runs.map((run) => run.target.name));
    for (const { record, target } of this.points) {
      const run = more.length === 0 && target === null ? only : this.runs[words.indexOf(target ?? '')];
      if (!run) this.fail(`point ${record.number} names no target of this report`);
      run.points.push(record);
    }
    for (const run of this.runs) {
      run.mailspec = this.mailspec;
      run.planned = more.length === 0 ? this.planned : run.points.length;
      run.complete = this.bailOut === null;
      run.bailOut = this.bailOut?.replace(/ after \d+ of \d+ points$/, '') ?? null;
    }
    only?.notes.push(...this.notes);
    return this.runs;
  }
}

const plainPass = {
  outcome: 'pass' as const,
  reason: '',
  requirement: null,
  findings: [],
  observed: '',
  reproduced: '',
  wire: [],
  replay: '',
};

function emptyRun(name: string): RunRecord {
  return {
    mailspec: '',
    target: { name, address: '', facts: [], replayArguments: '' },
    seed: '',
    planned: 0,
    complete: false,
    bailOut: null,
    durationMs: null,
    notes: [],
    points: [],
  };
}

function unreadable(file: string, message: string, line?: number, cause?: unknown): MailspecError {
  return new MailspecError('E_REPORT', `not a readable report: ${message}`, {
    where: line === undefined ? file : `${file}:${line}`,
    hint: 'mailspec report reads the TAP files that mailspec wrote, whole and unchanged',
    cause,
  });
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
