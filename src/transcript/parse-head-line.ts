import type { HeadValue, HeadWord } from './heads.js';
import type { LogicalLine } from './lex-lines.js';
import { indent } from './lex-blanks.js';
import { beforeComment } from './lex-comment.js';
import { Scanner } from './lex-scanner.js';
import { readHead } from './parse-heads.js';
import { orReport, type Report } from './parse-problem.js';

/** The word of `word: ...` (lower case, at the line's beginning), or null. */
export function headWord(text: string): string | null {
  return /^([a-z][a-z-]*):/.exec(text.slice(indent(text), indent(text) + 40))?.[1] ?? null;
}

/** A scanner behind the colon of a head, its comment cut off. Quotes in the free text of `slow:` mean nothing. */
export function headScanner(line: LogicalLine, word: string): Scanner {
  const start = indent(line.text) + word.length + 1;
  return new Scanner(line, start, beforeComment(line.text, start, word !== 'slow'));
}

/** The heads of a file or of a case, as they are collected. */
export class HeadCollector {
  value: HeadValue = {};
  /** Also those whose value could not be read. */
  readonly seen = new Set<HeadWord>();
  readonly broken = new Set<HeadWord>();

  add(line: LogicalLine, word: HeadWord, report: Report): void {
    const value = orReport(report, () => {
      const s = headScanner(line, word);
      if (line.dangling) s.fail('nothing follows the joining `\\`', undefined, line.text.length);
      if (this.seen.has(word)) s.fail(`a second \`${word}:\``, 'put all into one', indent(line.text));
      return readHead(word, s);
    });
    this.seen.add(word);
    if (value === null) this.broken.add(word);
    else this.value = { ...this.value, ...value };
  }
}
