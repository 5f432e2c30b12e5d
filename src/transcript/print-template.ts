import type { Piece, Template } from '../model/template.js';
import { isUtf8 } from 'node:buffer';
import { looksLikeStage } from './parse-stage.js';
import { printExpression } from './print-expression.js';
import { printOctets, printString } from './print-string.js';

/** The template of `C=` and `S=`, with its quotes. */
export function printQuotedTemplate(template: Template): string {
  return `"${mergeText(template).map(printQuotedPiece).join('')}"`;
}

function printQuotedPiece(piece: Piece): string {
  if (piece.kind === 'text') return printOctets(piece.bytes, true);
  return piece.kind === 'any' ? '...' : printHole(piece);
}

/**
 * The template of the other steps, as it stands on the wire. Octets that cannot stand in a line of a file,
 * or would be read as something else there, are put into holes: `${"\x80"}`.
 */
export function printTemplate(template: Template): string {
  const text = mergeText(template)
    .map((piece, i, pieces) => {
      if (piece.kind === 'any') return '...';
      if (piece.kind !== 'text') return printHole(piece);
      return printText(piece.bytes, pieces[i + 1]?.kind === 'any', i === pieces.length - 1);
    })
    .join('');
  return looksLikeStage(text) ? `\${"("}${text.slice(1)}` : text;
}

/** One piece of text where several meet, as the parser has it. */
function mergeText(template: Template): Piece[] {
  const merged: Piece[] = [];
  for (const piece of template) {
    const last = merged.at(-1);
    if (piece.kind === 'text' && last?.kind === 'text') {
      merged[merged.length - 1] = { kind: 'text', bytes: Buffer.concat([last.bytes, piece.bytes]) };
    } else {
      merged.push(piece);
    }
  }
  return merged;
}

function printHole(piece: Exclude<Piece, { kind: 'text' | 'any' }>): string {
  if (piece.kind === 'value') return `\${${printExpression(piece.expression)}}`;
  const value = piece.value === null ? '' : ` = ${printExpression(piece.value)}`;
  return `\${${piece.name ?? ''}:${piece.type}${value}}`;
}

function printText(bytes: Buffer, beforeAny: boolean, last: boolean): string {
  if (!isUtf8(bytes)) return `\${${printString(bytes)}}`;
  return bytes
    .toString('utf8')
    .split(UNWRITABLE)
    .map((part, i, parts) => {
      if (i % 2 === 1) return quote(part);
      return i === parts.length - 1 ? printEnd(part, beforeAny, last) : part;
    })
    .join('');
}

/** Control characters, `...`, and `$` where `{` follows: the odd parts of a split. */
const UNWRITABLE = /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\n]+|\.\.\.|\$(?=\{))/;

/** Before `...` a dot would be read as its first; at the line's end blanks and `\` mean something else. */
function printEnd(text: string, beforeAny: boolean, last: boolean): string {
  if (!beforeAny && !last) return text;
  const special = beforeAny ? '.' : ' \t\\';
  let end = text.length;
  while (end > 0 && special.includes(text[end - 1] ?? '')) end--;
  return end === text.length ? text : text.slice(0, end) + quote(text.slice(end));
}

function quote(text: string): string {
  return `\${${printString(Buffer.from(text, 'utf8'))}}`;
}
