import type { Location } from '../model/location.js';
import { escape } from '../model/escape.js';
import { isBlank } from './lex-blanks.js';
import type { LogicalLine } from './lex-lines.js';
import { BrokenLine } from './parse-problem.js';

/** Letters, digits and single hyphens, beginning with a letter: names of captures, functions, types. */
const NAME = /[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*/y;
const DIGITS = /[0-9]+/y;

/** Reads one line from left to right; every failure carries its place. */
export class Scanner {
  readonly line: LogicalLine;
  readonly text: string;
  pos: number;

  /** Reads `line` from `from` up to (not including) `end`. */
  constructor(line: LogicalLine, from: number, end: number = line.text.length) {
    this.line = line;
    this.text = line.text.slice(0, end);
    this.pos = from;
  }

  at(pos: number = this.pos): Location {
    return this.line.at(pos);
  }

  atEnd(): boolean {
    return this.pos >= this.text.length;
  }

  skipBlanks(): void {
    while (isBlank(this.text[this.pos])) this.pos++;
  }

  looksAt(text: string): boolean {
    return this.text.startsWith(text, this.pos);
  }

  /** Steps over `text` if it stands here. */
  eat(text: string): boolean {
    if (!this.looksAt(text)) return false;
    this.pos += text.length;
    return true;
  }

  /** The name that begins here, without stepping over it. */
  peekName(): string | null {
    return this.#match(NAME);
  }

  /** The digits that begin here, without stepping over them. */
  peekDigits(): string | null {
    return this.#match(DIGITS);
  }

  /** What stands here, for people. */
  found(): string {
    if (this.atEnd()) return 'the end of the line';
    const word = this.peekName() ?? this.peekDigits();
    const text = word ?? String.fromCodePoint(this.text.codePointAt(this.pos) ?? 0);
    return `\`${escape(Buffer.from(text), 32)}\``;
  }

  fail(message: string, hint?: string, pos: number = this.pos): never {
    throw new BrokenLine(this.at(pos), message, hint);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.pos;
    return pattern.exec(this.text)?.[0] ?? null;
  }
}
