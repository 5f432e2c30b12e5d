// Certifies the embedded server and the real ones of targets/ and writes what came of it into reports/published/.
// `npm run certificates [name...]`; the README there is written of all certificates that are there.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCertify } from '../src/cli/certify.js';
import { packageRoot } from '../src/model/package-root.js';
import { readTap } from '../src/report/read-tap.js';
import { reportSchema, type RunRecord } from '../src/report/record.js';
import { printTap } from '../src/report/tap.js';
import { exitCode, summarize } from '../src/report/summary.js';
import { certificatesPage } from './support/certificates-page.js';
import { refuseTraces, withoutNoise } from './support/published-run.js';

const names = ['reference', 'dovecot', 'courier', 'mailutils'];
const folder = join(packageRoot(), 'reports', 'published');
const version = versionIn(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

function versionIn(text: string): string {
  const found = /"version": "([^"]+)"/.exec(text)?.[1];
  if (found === undefined) throw new Error('package.json has no version');
  return found;
}

/** What one target is like, as the command line certifies it. */
async function certified(name: string): Promise<RunRecord> {
  const work = mkdtempSync(join(tmpdir(), 'mailspec-publish-'));
  const file = join(work, 'run.json');
  try {
    const flags = { report: `json=${file}`, seed: 'published', timeout: 5000, authTimeout: 30_000 };
    await runCertify([name], flags, { version, signal: stop.signal });
    const run = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).runs[0];
    if (run === undefined) throw new Error(`${name}: nothing was run`);
    return run;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const wanted = process.argv.slice(2);
for (const name of wanted.length === 0 ? names : wanted) {
  const run = withoutNoise(await certified(name));
  if (exitCode(summarize(run), { strict: false }) !== 0) {
    throw new Error(
      `${name} does not end as expected: mend it, or say in its baseline what deviates and why`,
    );
  }
  const text = printTap([run], { version, strict: false });
  refuseTraces(text);
  writeFileSync(join(folder, `${name}.tap`), text);
}
const certificates = names.flatMap((name) => {
  const text = readFileSync(join(folder, `${name}.tap`), 'utf8');
  return readTap(text, `${name}.tap`).map((run) => ({ run, text }));
});
writeFileSync(join(folder, 'README.md'), certificatesPage(certificates));
