import { faults } from '../reference/faults/index.js';
import { loadFaultMatrix } from '../suite/fault-matrix.js';
import { loadCatalogue } from '../suite/requirements.js';

/** The planted faults of the reference server and what catches each. */
export function listFaults(json: boolean): string[] {
  const matrix = loadFaultMatrix();
  const rows = faults.map(({ name, title, row, group }) => ({
    name,
    group,
    title,
    row,
    caughtBy: matrix[name] ?? [],
  }));
  if (json) return [JSON.stringify(rows, null, 2)];
  const catalogue = loadCatalogue();
  const lines: string[] = [];
  let group = '';
  for (const fault of rows) {
    if (fault.group !== group) lines.push(...(group === '' ? [] : ['']), fault.group);
    group = fault.group;
    lines.push(
      `  ${fault.name}`,
      `      ${fault.title}`,
      `      breaks ${fault.row}: ${catalogue.get(fault.row)?.paraphrase ?? ''}`,
    );
    lines.push(...fault.caughtBy.map((point) => `      caught by ${point}`));
  }
  const caught = rows.filter(({ caughtBy }) => caughtBy.length > 0).length;
  return [...lines, '', `${String(rows.length)} faults, ${String(caught)} of them caught`];
}
