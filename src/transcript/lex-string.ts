import type { Scanner } from './lex-scanner.js';

const SIMPLE: ReadonlyMap<string, number> = new Map([
  ['r', 0x0d],
  ['n', 0x0a],
  ['t', 0x09],
  ['0', 0x00],
  ['\\', 0x5c],
  ['"', 0x22],
  ['$', 0x24],
]);

/**
 * Reads a quoted string from its opening quote; plain characters are their UTF-8 octets. `hole`, where holes
 * are allowed, is called with the octets before each `${` and must read up to and including its `}`.
 */
export function readQuoted(s: Scanner, hole?: (before: Buffer) => void): Buffer {
  const open = s.pos;
  let parts: Buffer[] = [];
  let run = ++s.pos;
  const flush = (): void => {
    if (s.pos > run) parts.push(Buffer.from(s.text.slice(run, s.pos), 'utf8'));
  };
  while (!s.atEnd()) {
    const character = s.text[s.pos];
    if (character === '"') {
      flush();
      s.pos++;
      return Buffer.concat(parts);
    }
    if (character === '\\') {
      flush();
      parts.push(readEscape(s));
      run = s.pos;
    } else if (hole !== undefined && s.looksAt('${')) {
      flush();
      hole(Buffer.concat(parts));
      parts = [];
      run = s.pos;
    } else {
      s.pos++;
    }
  }
  return s.fail('this string has no closing quote', undefined, open);
}

function readEscape(s: Scanner): Buffer {
  const letter = s.text[s.pos + 1];
  const octet = letter === undefined ? undefined : SIMPLE.get(letter);
  if (octet !== undefined) {
    s.pos += 2;
    return Buffer.of(octet);
  }
  const hex = s.text.slice(s.pos + 2, s.pos + 4);
  if (letter === 'x' && /^[0-9A-Fa-f]{2}$/.test(hex)) {
    s.pos += 4;
    return Buffer.of(Number.parseInt(hex, 16));
  }
  return s.fail('unknown escape in a string', 'write \\r \\n \\t \\0 \\xHH \\\\ \\" or \\$');
}
