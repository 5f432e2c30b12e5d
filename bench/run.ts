import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, platform, release } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/model/package-root.js';
import { certifyReference, type Certification } from './certification.js';
import { contenders } from './contenders.js';
import { measureLogins } from './logins.js';
import { certificationRows, loginRows, startUpRows, type Row } from './rows.js';
import { openDovecot, openReference } from './servers.js';
import { measureStartUp } from './start-up.js';
import { table } from './table.js';

const rounds = 5;
const warmUp = 3000;
const logins = 2000;
const slices = 10;
const startUpPairs = 20;
const certifications = 3;

const rows: Row[] = [];
const loadBefore = loadavg()[0] ?? 0;

console.error(`start-up: ${String(startUpPairs)} pairs`);
rows.push(...startUpRows(measureStartUp(startUpPairs)));

console.error(`certify reference: ${String(certifications)} runs`);
const runs: Certification[] = [];
for (let run = 0; run < certifications; run++) runs.push(await certifyReference());
rows.push(...certificationRows(runs));

const who = contenders();
for (const open of [openDovecot, openReference]) {
  const server = await open();
  if (server === null) continue;
  try {
    for (const connections of [10, 1]) {
      console.error(`logins to ${server.name}, ${String(connections)} at once: ${String(rounds)} rounds of ${String(logins)}`); // prettier-ignore
      const measured = await measureLogins(who, server, { connections, rounds, logins, slices, warmUp });
      rows.push(...loginRows(server.name, connections, measured));
    }
  } finally {
    await server.stop();
  }
}

const machine = `Node ${process.version}, ${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown'}, ${platform()} ${release()}, load before ${loadBefore.toFixed(1)}`; // prettier-ignore
const markdown = `# Bench

${machine}. How to read it: docs/bench.md.

${table(rows)}`;
const folder = join(packageRoot(), 'reports');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'bench.md'), markdown);
writeFileSync(
  join(folder, 'bench.json'),
  `${JSON.stringify({ machine, rounds, logins, slices, rows }, null, 2)}\n`,
);
process.stdout.write(markdown);
