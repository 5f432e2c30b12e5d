import { MailspecError } from '../model/errors.js';
import type { RunEvent } from '../model/result.js';
import { makePlan } from '../engine/plan.js';
import { run } from '../engine/run.js';
import { incompleteBecause, RunCollector } from '../report/collect.js';
import { ConsoleReporter, printEnd } from '../report/console.js';
import { openReporters, parseReportOption } from '../report/open-reporters.js';
import { openProgress } from '../report/progress.js';
import { redactEvent } from '../report/redact.js';
import type { Reporter } from '../report/reporter.js';
import { exitCode, summarize } from '../report/summary.js';
import { TapReporter } from '../report/tap.js';
import { loadCatalogue } from '../suite/requirements.js';
import { shard } from '../suite/select.js';
import { looksLikeTarget } from '../target/find-target.js';
import type { CertifyFlags, CliContext } from './flags.js';
import { openForRun } from './opened.js';
import { pageOf } from './page.js';
import { selectCases } from './selection.js';
import { spareMemory } from './spare-memory.js';
import { TraceReporter } from './trace-files.js';

/** `mailspec certify`: returns the exit code of design "Exit codes"; what could not be run is a MailspecError. */
export async function runCertify(
  words: readonly string[],
  flags: CertifyFlags,
  context: CliContext,
): Promise<number> {
  spareMemory();
  const targets = words.filter(looksLikeTarget);
  const patterns = words.filter((word) => !looksLikeTarget(word));
  if (targets.length === 0) {
    throw new MailspecError('E_USAGE', `${words.join(' ')} names no target`, { hint: 'reference, an address like pop3://host:port, a folder of targets/ or a profile file' }); // prettier-ignore
  }
  const chosen = selectCases(patterns);
  const part = flags.shard === undefined ? chosen : shard(chosen, flags.shard);
  if (part.length === 0)
    throw new MailspecError('E_NOTHING_SELECTED', `--shard ${flags.shard ?? ''} holds no case`);
  const plan = makePlan(part, loadCatalogue(), flags.level ?? 'info');
  const files = flags.report === undefined ? new Map() : parseReportOption(flags.report);
  const strict = flags.strict === true;
  const { target, endpoint, options, secrets, warnings } = await openForRun(targets, flags, context);
  const collector = new RunCollector(context.version);
  const reporters: Reporter[] = [];
  try {
    for (const warning of warnings) process.stderr.write(`mailspec: warning: ${warning}\n`);
    const reportContext = { version: context.version, strict };
    reporters.push(...openReporters(files, reportContext), await mainReporter(reportContext, flags));
    if (flags.trace !== undefined) reporters.push(new TraceReporter(flags.trace));
    const emit = (event: RunEvent): void => {
      const shown = redactEvent(event, secrets);
      collector.on(shown);
      for (const reporter of reporters) reporter.on(shown);
    };
    await run(plan, target, endpoint, options, emit);
  } finally {
    await endAll([...reporters.map((reporter) => () => reporter.finish()), () => target.stop()]);
  }
  const record = collector.run();
  const why = incompleteBecause(record);
  // Whoever reads the reports from a pipe or a file must still see at once what came out.
  if (why !== null) process.stderr.write(`mailspec: incomplete: ${why}\n`);
  else if (!process.stdout.isTTY)
    process.stderr.write(printEnd(record, flags.level ?? 'warn', pageOf(process.stderr)));
  return exitCode(summarize(record), { strict });
}

/** Ends every report and the target, whichever of them fails; the first failure is told when all have ended. */
async function endAll(endings: readonly (() => Promise<void>)[]): Promise<void> {
  const results = await Promise.allSettled(endings.map((end) => end()));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** A person gets the outline. A pipe gets TAP and nothing else; the end of the outline then goes to stderr. */
async function mainReporter(
  context: { version: string; strict: boolean },
  flags: CertifyFlags,
): Promise<Reporter> {
  const level = flags.level ?? 'warn';
  if (process.stdout.isTTY) {
    const progress = await openProgress(process.stderr);
    const write = (text: string): void => void process.stdout.write(text);
    return new ConsoleReporter(context, { level, page: pageOf(process.stdout), progress }, write);
  }
  return new TapReporter(context, (text) => void process.stdout.write(text));
}
