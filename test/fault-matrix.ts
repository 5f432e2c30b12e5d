// Writes suites/faults.json anew: against every planted fault it runs the cases that cite the row the fault breaks
// (the whole suite where none of these sees it). `npm run faults [name...]`
import { writeFileSync } from 'node:fs';
import { serverCases } from '../src/cli/selection.js';
import { rulesOf } from '../src/engine/program.js';
import { faults } from '../src/reference/faults/index.js';
import { faultMatrixPath, loadFaultMatrix } from '../src/suite/fault-matrix.js';
import { caughtBy, sameRules } from './support/fault-run.js';

const most = 2;
const wanted = process.argv.slice(2);
const playables = serverCases();
const known = loadFaultMatrix();
const matrix: Record<string, readonly string[]> = {};
for (const { name, row } of faults) {
  if (wanted.length > 0 && !wanted.includes(name)) {
    matrix[name] = known[name] ?? [];
    continue;
  }
  const began = performance.now();
  const rules = sameRules(row);
  const citing = playables.filter(({ script }) => rulesOf(script.steps).some((rule) => rules.has(rule)));
  let caught = citing.length === 0 ? [] : await caughtBy(name, citing);
  if (caught.length === 0) caught = await caughtBy(name, playables);
  const right = caught.filter((point) => rules.has(point.split(' ')[1] ?? ''));
  matrix[name] = right.slice(0, most);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const others = caught.slice(0, 6).join(', ');
  console.log(
    `${right.length === 0 ? 'MISSED' : 'caught'} ${name} (${row}) by ${String(right.length)} of ${String(caught.length)} in ${seconds} s${right.length === 0 ? `: ${others}` : ''}`,
  );
}
writeFileSync(faultMatrixPath(), `${JSON.stringify(matrix, null, 2)}\n`);
