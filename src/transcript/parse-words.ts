import type { Scanner } from './lex-scanner.js';
import { isBlank } from './lex-blanks.js';
import { readQuoted } from './lex-string.js';

/** One value of a head: a bare word or a quoted string. */
export interface Word {
  readonly bytes: Buffer;
  readonly quoted: boolean;
  /** Offset in the line. */
  readonly pos: number;
}

/** The values of a head, separated by blanks. */
export function readWords(s: Scanner): Word[] {
  const words: Word[] = [];
  s.skipBlanks();
  while (!s.atEnd()) {
    words.push(readWord(s));
    s.skipBlanks();
  }
  return words;
}

/** `key=value` pairs, separated by blanks; a value with blanks in it is quoted. */
export function readPairs(s: Scanner): Map<string, Buffer> {
  const pairs = new Map<string, Buffer>();
  s.skipBlanks();
  while (!s.atEnd()) {
    const start = s.pos;
    const key = s.peekName();
    if (key === null || s.text[s.pos + key.length] !== '=') {
      return s.fail(`expected \`name=value\`, found ${s.found()}`);
    }
    s.pos += key.length + 1;
    if (pairs.has(key)) s.fail(`\`${key}\` is given twice`, undefined, start);
    if (s.atEnd() || isBlank(s.text[s.pos])) s.fail(`\`${key}\` has no value`, 'write "" for none', start);
    pairs.set(key, readWord(s).bytes);
    s.skipBlanks();
  }
  return pairs;
}

function readWord(s: Scanner): Word {
  const pos = s.pos;
  if (s.looksAt('"')) {
    const bytes = readQuoted(s);
    if (!s.atEnd() && !isBlank(s.text[s.pos])) s.fail('a blank must follow a quoted string');
    return { bytes, quoted: true, pos };
  }
  while (!s.atEnd() && !isBlank(s.text[s.pos])) {
    if (s.looksAt('"')) s.fail('a quote inside a word', 'quote the whole word: "a \\" b"');
    s.pos++;
  }
  return { bytes: Buffer.from(s.text.slice(pos, s.pos), 'utf8'), quoted: false, pos };
}
