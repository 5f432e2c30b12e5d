import { grammarRules } from '../pop3/grammar.js';
import { rulesOf } from '../engine/program.js';
import type { Playable } from '../engine/run-case.js';
import { coverageOf, loadUncovered, serverRows, type Coverage } from '../suite/coverage.js';
import { loadCatalogue } from '../suite/requirements.js';
import { select } from '../suite/select.js';
import { serverCases } from './selection.js';

export interface ListFlags {
  readonly json?: true;
  readonly requirements?: true;
  readonly faults?: true;
}

/** `mailspec list`: cases, the coverage of the catalogue, or the planted faults. Returns the exit code. */
export async function runList(
  patterns: readonly string[],
  flags: ListFlags,
  out: NodeJS.WriteStream,
): Promise<number> {
  const print = (lines: readonly string[]): void => void out.write(lines.join('\n') + '\n');
  if (flags.faults === true) {
    const { listFaults } = await import('./list-faults.js');
    print(listFaults(flags.json === true));
    return 0;
  }
  const cases = serverCases();
  if (flags.requirements === true) {
    print(flags.json === true ? [JSON.stringify(requirementRows(cases), null, 2)] : printRequirements(cases));
    return 0;
  }
  const chosen = select(cases, ({ script }) => script.id, patterns);
  print(flags.json === true ? [JSON.stringify(chosen.map(describe), null, 2)] : printCases(chosen));
  return 0;
}

function describe({ script, probe }: Playable): object {
  const { id, title, side, protocol, prose, heads } = script;
  return { id, title, protocol, side, kind: probe === null ? 'transcript' : 'probe', what: prose, needs: heads.needs, slow: heads.slow, rules: rulesOf(script.steps) }; // prettier-ignore
}

function printCases(cases: readonly Playable[]): string[] {
  const lines: string[] = [];
  let title = '';
  for (const { script } of cases) {
    if (script.title !== title) lines.push(...(title === '' ? [] : ['']), script.title);
    title = script.title;
    const needs = script.heads.needs.length === 0 ? '' : `  [needs ${script.heads.needs.join(' ')}]`;
    lines.push(`  ${script.id}${needs}`);
    if (script.prose !== '') lines.push(`      ${script.prose.replace(/\s+/g, ' ')}`);
  }
  const points = cases.reduce((sum, { script }) => sum + rulesOf(script.steps).length, 0);
  return [
    ...lines,
    '',
    `${String(cases.length)} case${cases.length === 1 ? '' : 's'}, ${String(points)} test points, and ${String(grammarRules.length)} of the grammar`,
  ];
}

interface RequirementRow {
  readonly id: string;
  readonly verdict: string;
  readonly paraphrase: string;
  readonly coverage: Coverage;
}

/** Which cases cite which row; the grammar's rows are cited by every line of a run. */
export function citationsOf(cases: readonly Playable[]): Map<string, string[]> {
  const citations = new Map<string, string[]>();
  const add = (row: string, by: string): void => void citations.set(row, [...(citations.get(row) ?? []), by]);
  for (const { script } of cases) for (const rule of rulesOf(script.steps)) add(rule, script.id);
  for (const { row } of grammarRules) add(row, 'wire/pop3');
  return citations;
}

export function requirementRows(cases: readonly Playable[]): RequirementRow[] {
  const catalogue = loadCatalogue();
  const uncovered = loadUncovered();
  const citations = citationsOf(cases);
  return serverRows(catalogue).map((row) => {
    const coverage = coverageOf(row, catalogue, citations, uncovered);
    return { id: row.id, verdict: row.verdict, paraphrase: row.paraphrase, coverage };
  });
}

function printRequirements(cases: readonly Playable[]): string[] {
  const rows = requirementRows(cases);
  const lines = rows.map(({ id, verdict, paraphrase, coverage }) => `${mark(coverage)} ${id} (${verdict})\n    ${paraphrase}\n    ${explain(coverage)}`); // prettier-ignore
  const count = (kind: Coverage['kind']): string =>
    String(rows.filter(({ coverage }) => coverage.kind === kind).length);
  return [...lines, '', `${String(rows.length)} rows with a server's role: ${count('cited')} cited by cases, ${count('same as')} by a row that says the same, ${count('unobservable')} show nothing on the wire, ${count('uncovered')} not covered for a stated reason, ${count('missing')} missing`]; // prettier-ignore
}

function mark({ kind }: Coverage): string {
  return { cited: '+', 'same as': '=', uncovered: '-', unobservable: ' ', missing: '!' }[kind];
}

function explain(coverage: Coverage): string {
  switch (coverage.kind) {
    case 'cited':
      return coverage.by.join(', ');
    case 'same as':
      return `same as ${coverage.row}: ${coverage.by.join(', ')}`;
    case 'uncovered':
      return `not covered: ${coverage.reason}`;
    case 'unobservable':
      return 'the wire shows nothing of it';
    case 'missing':
      return 'MISSING: no case cites it, and suites/uncovered.tsv gives no reason';
  }
}
