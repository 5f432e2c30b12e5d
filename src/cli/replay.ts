import type { RunEvent } from '../model/result.js';
import { makePlan } from '../engine/plan.js';
import { run } from '../engine/run.js';
import type { Playable } from '../engine/run-case.js';
import { RunCollector } from '../report/collect.js';
import { ConsoleReporter } from '../report/console.js';
import { redactEvent } from '../report/redact.js';
import { exitCode, summarize } from '../report/summary.js';
import { loadTranscript } from '../suite/find-cases.js';
import { loadCatalogue } from '../suite/requirements.js';
import type { CliContext, TargetFlags } from './flags.js';
import { openForRun } from './opened.js';
import { pageOf } from './page.js';
import { selectCases } from './selection.js';
import { printEvent } from './trace-files.js';

/** `mailspec replay`: the cases once more, with every octet of their exchange; the exit code as for certify. */
export async function runReplay(
  what: string,
  targets: readonly string[],
  flags: TargetFlags,
  context: CliContext,
): Promise<number> {
  const playables: Playable[] = what.endsWith('.transcript') ? loadTranscript(what).map((script) => ({ script, probe: null })) : selectCases([what]); // prettier-ignore
  const plan = makePlan(playables, loadCatalogue(), 'info');
  const { target, endpoint, options, secrets, warnings } = await openForRun(targets, flags, context);
  for (const warning of warnings) process.stderr.write(`mailspec: warning: ${warning}\n`);
  const collector = new RunCollector(context.version);
  const write = (text: string): void => void process.stdout.write(text);
  const console = new ConsoleReporter({ version: context.version, strict: false }, { level: 'info', page: pageOf(process.stdout), progress: null }, write); // prettier-ignore
  const shownCases = new Set<string>();
  const emit = (event: RunEvent): void => {
    const shown = redactEvent(event, secrets);
    collector.on(shown);
    if (shown.kind === 'point' && shown.point.wire.length > 0 && !shownCases.has(shown.point.caseId)) {
      shownCases.add(shown.point.caseId);
      write(`\n${shown.point.caseId}\n${shown.point.wire.map(printEvent).join('')}`);
    }
    console.on(shown);
  };
  try {
    await run(plan, target, endpoint, { ...options, slow: true, exhaustive: true }, emit);
  } finally {
    await console.finish();
    await target.stop();
  }
  return exitCode(summarize(collector.run()), { strict: false });
}
