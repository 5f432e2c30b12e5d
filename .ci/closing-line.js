// Prints `N passed, N failed` from vitest's JSON report and ends with the right exit status.
import { existsSync, readFileSync } from 'node:fs';

const [file, status] = process.argv.slice(2);
const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
const passed = report?.numPassedTests ?? 0;
const unfinished = (report?.numTotalTests ?? 0) - passed;
for (const suite of report?.testResults ?? []) {
  for (const test of suite.assertionResults) {
    if (test.status !== 'passed') console.log(`${test.status}: ${suite.name}: ${test.fullName}`);
  }
  if (suite.status !== 'passed' && suite.assertionResults.length === 0)
    console.log(`failed: ${suite.name}: ${suite.message}`);
}
// Whatever failed before or beside the tests (install, types, lint) is one failure more.
const failed = unfinished + (status === '0' || unfinished > 0 ? 0 : 1);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
