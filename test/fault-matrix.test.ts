import { describe, expect, it } from 'vitest';
import { serverCases } from '../src/cli/selection.js';
import { rulesOf } from '../src/engine/program.js';
import { grammarRules } from '../src/pop3/grammar.js';
import { faults } from '../src/reference/faults/index.js';
import { loadFaultMatrix } from '../src/suite/fault-matrix.js';
import { caughtBy, sameRules } from './support/fault-run.js';

/*
 * Every planted fault is caught by what suites/faults.json names or by another case that cites the row, under the
 * requirement the fault breaks, twice in a row. `npm run faults` writes the file anew.
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
      const rules = sameRules(row);
      const points = matrix[name] ?? [];
      expect(points).not.toEqual([]);
      expect(points.filter((point) => !rules.has(ruleOf(point)))).toEqual([]);
      const ids = new Set(points.map((point) => point.split(' ')[0]));
      const listed = cases.filter(({ script }) => ids.has(script.id));
      for (const attempt of [1, 2]) {
        const rightly = async (playables: typeof cases): Promise<string[]> =>
          (await caughtBy(name, playables)).filter((point) => rules.has(ruleOf(point)));
        let caught = await rightly(listed);
        // Which account a case is played with may decide; whatever cites the row is asked then.
        if (caught.length === 0) caught = await rightly(cases.filter((playable) => bearsOn(playable, rules)));
        expect({ attempt, caught: caught.length > 0 }).toEqual({ attempt, caught: true });
      }
    },
    240_000,
  );
});

function ruleOf(point: string): string {
  return point.split(' ')[1] ?? '';
}

/** Cases that cite one of the rows; for rows of the grammar those that make a server say lines of every kind. */
function bearsOn({ script }: (typeof cases)[number], rules: ReadonlySet<string>): boolean {
  if (rulesOf(script.steps).some((rule) => rules.has(rule))) return true;
  return grammarRules.some(({ row }) => rules.has(row)) && /^rfc(1939\/[35]|2449\/5)\//.test(script.id);
}
