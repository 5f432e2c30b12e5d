import { Command } from 'commander';
import { MailspecError } from '../model/errors.js';
import { escape } from '../model/escape.js';
import { proveVectors, type VectorReport } from '../sasl/prove.js';

/** `mailspec vectors`; `ended` is told the exit code, which only main sets. */
export function vectorsCommand(ended: (code: 0 | 3) => void): Command {
  return new Command('vectors')
    .description('prove the digests and mechanisms against the known answers in vectors/')
    .action(async () => ended(await runVectors(process.stdout)));
}

/**
 * Prints every known answer and what came out.
 * @param folder where the vectors lie; absent: those of this package.
 * @returns 0: all are right; 3: one is wrong or a file is broken, so this program must judge nobody.
 */
export async function runVectors(out: NodeJS.WritableStream, folder?: string): Promise<0 | 3> {
  let reports: VectorReport[];
  try {
    reports = proveVectors(folder);
  } catch (error) {
    if (!(error instanceof MailspecError) || error.code !== 'E_VECTORS') throw error;
    await write(out, `${error.message}\n  in ${error.where ?? ''}\n  ${error.hint ?? ''}\n`);
    return 3;
  }
  await write(out, printReports(reports));
  return reports.every((report) => report.ok) ? 0 : 3;
}

function printReports(reports: readonly VectorReport[]): string {
  const algorithms = [...new Set(reports.map((report) => report.algorithm))];
  const blocks = algorithms.map((algorithm) => {
    const group = reports.filter((report) => report.algorithm === algorithm);
    const right = group.filter((report) => report.ok).length;
    return [`${algorithm}  ${right} of ${group.length}`, ...group.map(printReport)].join('\n');
  });
  const wrong = reports.filter((report) => !report.ok).length;
  const total =
    wrong === 0
      ? `all ${reports.length} known answers are right`
      : `${wrong} of ${reports.length} known answers are WRONG`;
  return `${blocks.join('\n\n')}\n\n${total}\n`;
}

function printReport(report: VectorReport): string {
  const head = `  ${report.ok ? 'ok   ' : 'WRONG'} ${shown(report.name)}  (${shown(report.source)})`;
  if (report.ok) return head;
  return `${head}\n        expected: ${shown(report.expected)}\n        actual:   ${shown(report.actual)}`;
}

function shown(text: string): string {
  return escape(Buffer.from(text, 'utf8'));
}

function write(out: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    out.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
