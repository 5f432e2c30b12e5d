import type { Location } from '../model/location.js';
import { indent } from './lex-blanks.js';

/** One line of a transcript, or several that a trailing `\` joined; knows where each character came from. */
export class LogicalLine {
  readonly text: string;
  /** The last line of the file ended in `\`: there was nothing to join. */
  readonly dangling: boolean;
  readonly #file: string;
  readonly #parts: readonly Part[];

  constructor(file: string, parts: readonly Part[], text: string, dangling = false) {
    this.#file = file;
    this.#parts = parts;
    this.text = text;
    this.dangling = dangling;
  }

  /** Where the character at `offset` stands in the file. Binary search: a line may be joined of very many. */
  at(offset: number): Location {
    let low = 0;
    let high = this.#parts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#parts[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const part = this.#parts[low] ?? { start: 0, line: 1, column: 1 };
    return { file: this.#file, line: part.line, column: part.column + offset - part.start };
  }
}

/** From `start` in the joined text on, the characters come from this place of the file. */
interface Part {
  readonly start: number;
  readonly line: number;
  readonly column: number;
}

/** The lines of a file, read one after the other; LF, CRLF and a byte order mark are all the same to it. */
export class SourceLines {
  readonly file: string;
  readonly #lines: readonly string[];
  #next = 0;

  constructor(text: string, file: string) {
    this.file = file;
    const lines = (text.startsWith('\ufeff') ? text.slice(1) : text).split('\n');
    if (lines.at(-1) === '') lines.pop();
    this.#lines = lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  /** The next line as it stands in the file; null at the end. */
  peek(): string | null {
    return this.#lines[this.#next] ?? null;
  }

  /** Where the next line begins; at the end, behind the last line. */
  here(): Location {
    return { file: this.file, line: this.#next + 1, column: 1 };
  }

  /** The next line alone, whatever it ends in: titles, prose, comments. */
  take(): LogicalLine {
    const line = this.#next;
    const text = this.#lines[line] ?? '';
    this.#next++;
    return new LogicalLine(this.file, [{ start: 0, line: line + 1, column: 1 }], text);
  }

  /** The next line with all that a trailing `\` joins to it; the indentation of what is joined falls away. */
  takeJoined(): LogicalLine {
    const first = this.#lines[this.#next] ?? '';
    if (!first.endsWith('\\')) return this.take();
    const parts: Part[] = [{ start: 0, line: this.#next + 1, column: 1 }];
    const pieces: string[] = [];
    let length = 0;
    let rest = first;
    this.#next++;
    while (rest.endsWith('\\')) {
      pieces.push(rest.slice(0, -1));
      length += rest.length - 1;
      const following = this.peek();
      if (following === null) return new LogicalLine(this.file, parts, pieces.join(''), true);
      const column = indent(following);
      parts.push({ start: length, line: this.#next + 1, column: column + 1 });
      rest = following.slice(column);
      this.#next++;
    }
    pieces.push(rest);
    return new LogicalLine(this.file, parts, pieces.join(''));
  }
}
