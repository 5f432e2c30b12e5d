import type { Row } from './rows.js';
import type { Spread } from './statistics.js';

const headings = ['what', 'who', 'median', 'min-max', 'unit', 'mailspec / this', 'asked for'];

/** A Markdown table whose columns line up, so that it can be read in a terminal as well. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ what, who, unit, value, ratio, target }, index) => [
    rows[index - 1]?.what === what ? '' : what,
    who,
    number(value.median),
    range(value),
    unit,
    ratio === null ? '' : `${number(ratio.median)} (${range(ratio)})`,
    target === null ? '' : `${target.text}: ${target.met ? 'yes' : 'NO'}`,
  ]);
  const widths = headings.map((heading, column) => Math.max(heading.length, ...cells.map((row) => (row[column] ?? '').length))); // prettier-ignore
  const line = (row: readonly string[]): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`; // prettier-ignore
  return line(headings) + line(widths.map((width) => '-'.repeat(width))) + cells.map(line).join('');
}

function range({ min, max }: Spread): string {
  return `${number(min)}-${number(max)}`;
}

/** Three digits say all that such a measurement knows. */
function number(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}
