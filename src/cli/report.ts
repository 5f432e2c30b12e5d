import { readFile } from 'node:fs/promises';
import { MailspecError } from '../model/errors.js';
import { atomicWrite } from '../report/atomic-write.js';
import { compareLines } from '../report/compare.js';
import type { Page } from '../report/console-point.js';
import { printEnd } from '../report/console.js';
import type { Level } from '../report/console-text.js';
import { printJson } from '../report/json.js';
import { printJunit } from '../report/junit.js';
import { mergeRuns } from '../report/merge.js';
import { readTap } from '../report/read-tap.js';
import type { RunRecord } from '../report/record.js';
import { exitCode, summarize } from '../report/summary.js';
import { printTap } from '../report/tap.js';

export interface ReportOptions {
  /** Files to write the merged report to. */
  readonly tap?: string;
  readonly junit?: string;
  readonly json?: string;
  readonly strict?: boolean;
  readonly level?: Level;
}

export interface ReportOutput {
  readonly page: Page;
  /** Version of this mailspec, for what it writes. */
  readonly version: string;
  write(text: string): void;
}

/**
 * `mailspec report`: reads TAP reports back, merges shards, compares targets, writes other formats.
 * @returns the exit code, 0 or 1 or 3 as a run would have had it, 2 when nothing was judged or a run is
 * incomplete; a file that cannot be read is a MailspecError E_REPORT (exit 2)
 */
export async function runReport(
  files: readonly string[],
  options: ReportOptions,
  out: ReportOutput,
): Promise<number> {
  if (files.length === 0) throw new MailspecError('E_USAGE', 'mailspec report needs at least one TAP file');
  const read: RunRecord[] = [];
  for (const file of files) read.push(...readTap(await load(file), file));
  const runs = mergeRuns(read);
  const strict = options.strict === true;
  const context = { version: out.version, strict };
  if (options.tap !== undefined) await atomicWrite(options.tap, printTap(runs, context));
  if (options.junit !== undefined) await atomicWrite(options.junit, printJunit(runs, context));
  if (options.json !== undefined) await atomicWrite(options.json, printJson(runs));
  out.write(runs.map((run) => printEnd(run, options.level ?? 'warn', out.page)).join('\n'));
  if (runs.length > 1) out.write(`\n${compareLines(runs, out.page).join('\n')}\n`);
  return Math.max(...runs.map((run) => exitCode(summarize(run), { strict })));
}

async function load(file: string): Promise<string> {
  try {
    // Octets outside ASCII are refused by the reader, whatever they would decode to.
    return await readFile(file, 'latin1');
  } catch (cause) {
    throw new MailspecError('E_REPORT', 'this report cannot be read', { where: file, cause });
  }
}
