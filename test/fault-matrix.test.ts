import { describe, expect, it } from 'vitest';
import { serverCases } from '../src/cli/selection.js';
import { faults } from '../src/reference/faults/index.js';
import { loadFaultMatrix } from '../src/suite/fault-matrix.js';
import { caughtBy, sameRules } from './support/fault-run.js';

/*
 * Every planted fault is caught by what suites/faults.json says, under the requirement the fault breaks, twice in
 * a row. `npm run faults` writes the file anew.
 */

const matrix = loadFaultMatrix();
const cases = serverCases();

it('knows every fault and no other', () => {
  expect(Object.keys(matrix).sort()).toEqual(faults.map(({ name }) => name).sort());
});

describe('is caught', () => {
  it.concurrent.each(faults.map((fault) => [fault.name, fault] as const))(
    '%s',
    async (name, { row }) => {
      const points = matrix[name] ?? [];
      expect(points).not.toEqual([]);
      const rules = sameRules(row);
      expect(points.filter((point) => !rules.has(point.split(' ')[1] ?? ''))).toEqual([]);
      const ids = new Set(points.map((point) => point.split(' ')[0]));
      const listed = cases.filter(({ script }) => ids.has(script.id));
      for (const attempt of [1, 2]) {
        const caught = await caughtBy(name, listed);
        expect({ attempt, missed: points.filter((point) => !caught.includes(point)) }).toEqual({
          attempt,
          missed: [],
        });
      }
    },
    180_000,
  );
});
