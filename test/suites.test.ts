import { describe, expect, it } from 'vitest';
import { requirementRows } from '../src/cli/list.js';
import { serverCases } from '../src/cli/selection.js';
import { rulesOf } from '../src/engine/program.js';
import type { Node } from '../src/model/case.js';
import { parseTranscript } from '../src/transcript/parse.js';
import { printCase } from '../src/transcript/print.js';
import { stripLocations } from '../src/transcript/strip-locations.js';
import { loadUncovered, serverRows } from '../src/suite/coverage.js';
import { loadCatalogue } from '../src/suite/requirements.js';

const catalogue = loadCatalogue();
const cases = serverCases();

describe('the catalogue', () => {
  it("has a case, a row that says the same, or a reason for every row with a server's role", () => {
    const rows = requirementRows(cases);
    expect(rows.length).toBeGreaterThan(300);
    expect(rows.filter(({ coverage }) => coverage.kind === 'missing').map(({ id }) => id)).toEqual([]);
  });

  it('says of no row both that it is covered and why it is not', () => {
    const uncovered = loadUncovered();
    const cited = requirementRows(cases).filter(({ coverage }) => coverage.kind === 'cited');
    expect(cited.filter(({ id }) => uncovered.has(id)).map(({ id }) => id)).toEqual([]);
    const known = new Set(serverRows(catalogue).map(({ id }) => id));
    expect([...uncovered.keys()].filter((row) => !known.has(row))).toEqual([]);
  });

  it('names by same_as only rows that are there', () => {
    const dangling = [...catalogue.values()].filter(
      ({ sameAs }) => sameAs !== null && !catalogue.has(sameAs),
    );
    expect(dangling.map(({ id }) => id)).toEqual([]);
  });
});

describe('the cases', () => {
  it('have ids of their own', () => {
    const ids = cases.map(({ script }) => script.id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('cite rows that a server can break', () => {
    const wrong = cases.flatMap(({ script }) =>
      rulesOf(script.steps)
        .filter((rule) => {
          const row = catalogue.get(rule);
          return (
            row === undefined || row.verdict === 'none' || (row.role === 'client' && script.side === 'server')
          );
        })
        .map((rule) => `${script.id} ${rule}`),
    );
    expect(wrong).toEqual([]);
  });

  it('delete only mail that they asked for', () => {
    const careless = cases.filter(({ script }) => script.heads.mail === null && sends(script.steps, /^dele\b/i) && script.heads.state.some(({ state }) => state === 'auth')); // prettier-ignore
    expect(careless.map(({ script }) => script.id)).toEqual([]);
  });

  it('print as they were written', () => {
    for (const { script, probe } of cases) {
      if (probe !== null) continue;
      const text = `${script.title}\nprotocol: pop3\n\n${printCase(script)}`;
      const [again] = parseTranscript(text, script.at.file).cases;
      expect(stripLocations(again)).toEqual(stripLocations(script));
    }
  });
});

function sends(nodes: readonly Node[], command: RegExp): boolean {
  return nodes.some((node) => {
    if (node.kind === 'either') return node.branches.some((branch) => sends(branch, command));
    if (node.kind !== 'line' || node.side !== 'C') return false;
    const [first] = node.template;
    return first?.kind === 'text' && command.test(first.bytes.toString('latin1'));
  });
}
