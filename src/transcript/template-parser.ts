import type { Location } from '../model/location.js';
import type { Piece, Template } from '../model/template.js';
import { MailspecError } from '../model/errors.js';
import { printLocation } from '../model/location.js';
import { KEYWORDS, expectEnd, readExpression, unexpected } from './expression-parser.js';
import { contentEnd } from './lex-blanks.js';
import { LogicalLine } from './lex-lines.js';
import { Scanner } from './lex-scanner.js';
import { readQuoted } from './lex-string.js';
import { BrokenLine } from './parse-problem.js';

/** The rest of the line as it stands, with `...` and `${}`: the template of `C:` and `S:`. */
export function readTemplate(s: Scanner): Template {
  const end = contentEnd(s.text);
  if (end < s.text.length) s.fail('trailing blanks', 'remove them, or write ${" "} if they are meant', end);
  const pieces: Piece[] = [];
  let run = s.pos;
  const flush = (): void => {
    if (s.pos > run) pieces.push({ kind: 'text', bytes: Buffer.from(s.text.slice(run, s.pos), 'utf8') });
  };
  while (!s.atEnd()) {
    const special = s.looksAt('...') ? 'any' : s.looksAt('${') ? 'hole' : null;
    if (special === null) {
      s.pos++;
      continue;
    }
    flush();
    if (special === 'any') {
      pieces.push({ kind: 'any', at: s.at() });
      s.pos += 3;
    } else {
      pieces.push(readHole(s));
    }
    run = s.pos;
  }
  flush();
  return pieces;
}

/** A quoted string and nothing behind it: the template of `C=` and `S=`, where `...` is text. */
export function readQuotedTemplate(s: Scanner): Template {
  const pieces: Piece[] = [];
  const text = (bytes: Buffer): void => {
    if (bytes.length > 0) pieces.push({ kind: 'text', bytes });
  };
  text(
    readQuoted(s, (before) => {
      text(before);
      pieces.push(readHole(s));
    }),
  );
  expectEnd(s);
  return pieces;
}

/** A template that stands at `at`; `quoted`: as behind `C=`. Throws E_TRANSCRIPT. */
export function parseTemplate(text: string, at: Location, quoted = false): Template {
  const s = new Scanner(new LogicalLine(at.file, [{ start: 0, line: at.line, column: at.column }], text), 0);
  try {
    return quoted ? readQuotedTemplate(s) : readTemplate(s);
  } catch (error) {
    if (!(error instanceof BrokenLine)) throw error;
    throw new MailspecError('E_TRANSCRIPT', error.message, { where: printLocation(error.at) });
  }
}

/** `${name:type}`, `${:type}`, `${name:type = value}` or `${expression}`, from the `$` to behind the `}`. */
function readHole(s: Scanner): Piece {
  const open = s.pos;
  const at = s.at();
  s.pos += 2;
  const name = s.peekName();
  if (s.text[s.pos + (name?.length ?? 0)] === ':') {
    if (name !== null && KEYWORDS.has(name)) s.fail(`nothing can be called \`${name}\``);
    s.pos += (name?.length ?? 0) + 1;
    const type = s.peekName();
    if (type === null) return s.fail('this hole has no type', 'write ${name:type}');
    s.pos += type.length;
    s.skipBlanks();
    const value = s.eat('=') ? readExpression(s) : null;
    closeHole(s, open);
    return { kind: 'hole', name, type, value, at };
  }
  s.skipBlanks();
  if (s.looksAt('}')) s.fail('an empty hole', 'write ${name:type} or ${value}', open);
  const expression = readExpression(s);
  closeHole(s, open);
  return { kind: 'value', expression, at };
}

function closeHole(s: Scanner, open: number): void {
  s.skipBlanks();
  if (s.eat('}')) return;
  if (s.atEnd()) s.fail('this hole has no closing `}`', undefined, open);
  unexpected(s);
}
