import type { Piece, Template } from '../model/template.js';

/** A template with each `...` read together with the blanks around it. */
export type Part =
  | Exclude<Piece, { kind: 'any' }>
  /** any octets, also none */
  | { readonly kind: 'any' }
  /** between two blanks: one blank, or any text between two */
  | { readonly kind: 'between' }
  /** at the end behind a blank: nothing, or a blank and any text */
  | { readonly kind: 'ending' };

const BLANK = 0x20;

/** Where `...` stands between blanks or behind one at the end, none takes one blank with it. */
export function partsOf(template: Template): readonly Part[] {
  const parts: Part[] = [];
  let skipBlank = false;
  for (const [i, piece] of template.entries()) {
    if (piece.kind === 'text') {
      const bytes = skipBlank ? piece.bytes.subarray(1) : piece.bytes;
      if (bytes.length > 0) parts.push({ kind: 'text', bytes });
    } else if (piece.kind === 'any') {
      const next = template[i + 1];
      const between = next?.kind === 'text' && next.bytes[0] === BLANK;
      const gap = (between || next === undefined) && dropBlank(parts);
      parts.push({ kind: gap ? (between ? 'between' : 'ending') : 'any' });
      skipBlank = gap && between;
      continue;
    } else parts.push(piece);
    skipBlank = false;
  }
  return parts;
}

/** Takes the blank off the end of what is there; false when there is none. */
function dropBlank(parts: Part[]): boolean {
  const last = parts.at(-1);
  if (last?.kind !== 'text' || last.bytes.at(-1) !== BLANK) return false;
  parts.pop();
  if (last.bytes.length > 1) parts.push({ kind: 'text', bytes: last.bytes.subarray(0, -1) });
  return true;
}
