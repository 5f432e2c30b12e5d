import { pointLabel } from './finding-text.js';
import { outcomeStyle } from './paint.js';
import type { Page } from './console-point.js';
import { printable } from './printable.js';
import type { RunRecord } from './record.js';
import { outcomeWords, summarize } from './summary.js';

/** Counts of several targets side by side, and every point whose outcome is not the same for all of them. */
export function compareLines(runs: readonly RunRecord[], page: Page): string[] {
  const names = runs.map((run) => printable(run.target.name));
  const rows = [
    ...outcomeWords.map(([outcome, word]) => ({
      label: word,
      cells: runs.map((run) => {
        const count = summarize(run).counts[outcome];
        return { text: String(count), style: count > 0 ? outcomeStyle(outcome) : ('dim' as const) };
      }),
    })),
    {
      label: 'points',
      cells: runs.map((run) => ({ text: String(run.points.length), style: 'bold' as const })),
    },
  ];
  const differing = differences(runs).map(({ label, outcomes }) => ({
    label: printable(label),
    cells: outcomes.map((outcome) => ({
      text: outcome ?? '-',
      style: outcome ? outcomeStyle(outcome) : ('dim' as const),
    })),
  }));
  const labelWidth = Math.max(...[...rows, ...differing].map((row) => row.label.length)) + 2;
  const widths = names.map((name) => Math.max(name.length, 6) + 2);
  const line = (row: (typeof rows)[number]) =>
    `  ${row.label.padEnd(labelWidth)}${row.cells.map(({ text, style }, i) => page.paint(style, text.padStart(widths[i] ?? 0))).join('')}`;
  const header = `  ${' '.repeat(labelWidth)}${names.map((name, i) => name.padStart(widths[i] ?? 0)).join('')}`;
  return [
    page.paint('bold', header),
    ...rows.map(line),
    '',
    page.paint(
      'bold',
      differing.length === 0 ? 'No outcome differs.' : `Outcomes that differ: ${differing.length}`,
    ),
    ...differing.map(line),
  ];
}

/** Points of which some target has another outcome, or none (null), in the order of their first appearance. */
export function differences(runs: readonly RunRecord[]) {
  const tables = runs.map((run) => new Map(run.points.map((point) => [pointLabel(point), point.outcome])));
  const labels = new Set(tables.flatMap((table) => [...table.keys()]));
  return [...labels]
    .map((label) => ({ label, outcomes: tables.map((table) => table.get(label) ?? null) }))
    .filter(({ outcomes }) => new Set(outcomes).size > 1);
}
