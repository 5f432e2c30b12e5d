import type { LogicalLine, SourceLines } from './lex-lines.js';
import type { Report } from './parse-problem.js';
import { indent } from './lex-blanks.js';

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** `== name`: where one case ends and the next begins. */
export function isCaseLine(text: string): boolean {
  return text.startsWith('==');
}

export function isComment(text: string): boolean {
  return text[indent(text)] === '#';
}

export function isEmpty(text: string): boolean {
  return indent(text) === text.length;
}

/** False, and a problem, when the line holds a control character: no editor shows those reliably. */
export function isPlain(line: LogicalLine, report: Report): boolean {
  const match = CONTROL.exec(line.text);
  if (match === null) return true;
  report(line.at(match.index), 'a control character', 'write it as \\r, \\0 or \\xHH in a C= or S= step');
  return false;
}

/** Steps over blank lines and comments; the next line that says something, or null at a case or the end. */
export function nextContent(lines: SourceLines): string | null {
  for (;;) {
    const text = lines.peek();
    if (text === null || isCaseLine(text)) return null;
    if (!isEmpty(text) && !isComment(text)) return text;
    lines.take();
  }
}
