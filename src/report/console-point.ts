import { pointLabel, pointSource, pointText } from './finding-text.js';
import { outcomeStyle } from './paint.js';
import type { Paint } from './paint.js';
import { printable } from './printable.js';
import type { PointRecord } from './record.js';
import { parseWireLine } from './wire-lines.js';
import { wrap } from './wrap.js';

const wireLimit = 40;
const labelWidth = 12;

export interface Page {
  /** Columns. */
  readonly width: number;
  readonly paint: Paint;
}

/** A point in full: what was asked, what came, how to see it again. */
export function pointLines(point: PointRecord, page: Page, indent: string): string[] {
  const { paint } = page;
  const style = outcomeStyle(point.outcome);
  const inner = `${indent}  `;
  const lines = [
    `${indent}${paint(style, paint('bold', point.outcome.toUpperCase()))} ${paint('bold', printable(pointLabel(point)))}`,
  ];
  const text = point.requirement?.text ?? '';
  if (text !== '')
    lines.push(...wrap(printable(text), page.width - inner.length).map((line) => inner + line));
  lines.push(inner + paint('dim', `[${printable(pointSource(point))}]`));
  for (const [label, value] of pointText(point)) lines.push(...labelled(label, value, page, inner));
  if (point.wire.length > 0) {
    lines.push(`${inner}Wire:`);
    lines.push(...wireTable(point.wire, page, `${inner}  `));
  }
  if (point.replay !== '') lines.push(inner + 'Replay:'.padEnd(labelWidth) + printable(point.replay));
  return lines;
}

/** `Expected:   -ERR`, wrapped under itself. */
export function labelled(label: string, value: string, page: Page, indent: string): string[] {
  const head = label === 'or:' ? 'or: '.padStart(labelWidth) : label.padEnd(labelWidth);
  const style = label === 'Actual:' ? 'bold' : null;
  return wrap(printable(value), page.width - indent.length - labelWidth).map((line, i) => {
    const shown = style ? page.paint(style, line) : line;
    return `${indent}${i === 0 ? head : ' '.repeat(labelWidth)}${shown}`;
  });
}

/** The end of the exchange, a line of the protocol a line, with times, connection and direction. */
function wireTable(wire: readonly string[], page: Page, indent: string): string[] {
  const rows = wire.flatMap((line) => wireRows(line, page, indent));
  const left = rows.length - wireLimit;
  if (left <= 0) return rows;
  const note = page.paint('dim', `... ${left} lines before; --trace DIR or --report tap=FILE show more`);
  return [indent + note, ...rows.slice(left)];
}

function wireRows(line: string, { width, paint }: Page, indent: string): string[] {
  const parts = parseWireLine(line);
  if (!parts) return [indent + printable(line)];
  const arrow = parts.side === 'C' ? '-->' : parts.side === 'S' ? '<--' : ' * ';
  const tls = parts.tls ? 'tls' : '   ';
  const head = `${parts.seconds.padStart(7)} ${parts.side}${parts.connection} ${tls} ${arrow} `;
  const shown = parts.side === '*' ? [parts.text] : parts.text.split(/(?<=(?<!\\)(?:\\\\)*\\n)(?=.)/);
  return shown.flatMap((text, i) =>
    hardWrap(printable(text), width - indent.length - head.length).map((piece, j) => {
      const lead = i + j === 0 ? head : `${' '.repeat(head.length - 4)}${j === 0 ? arrow : '   '} `;
      return `${indent}${paint('dim', lead)}${piece}`;
    }),
  );
}

/** Octets are broken anywhere: a space at the end of a line must not get lost. */
function hardWrap(text: string, width: number): string[] {
  const pieces: string[] = [];
  const step = Math.max(20, width);
  for (let i = 0; i < text.length || i === 0; i += step) pieces.push(text.slice(i, i + step));
  return pieces;
}
