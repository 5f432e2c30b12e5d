const lf = 0x0a;
const cr = 0x0d;

/** One line, up to LF. */
export interface Line {
  /** Without its line end; of an overlong line only the beginning. */
  readonly octets: Buffer;
  readonly ending: 'crlf' | 'lf';
  readonly overlong: boolean;
}

/**
 * Cuts octets into lines, however they arrive. Of a line that grows beyond its limit only the beginning
 * is kept; the rest is read and forgotten.
 */
export class LineReader {
  private waiting: Buffer = Buffer.alloc(0);
  private held: Buffer = Buffer.alloc(0);
  private skipped = false;
  private beforeLast: number | undefined;
  private last: number | undefined;

  push(octets: Buffer): void {
    this.waiting = this.waiting.length === 0 ? octets : Buffer.concat([this.waiting, octets]);
  }

  /**
   * The next whole line, or null: it has not ended yet.
   * @param limit octets with the line end; the same for all calls until the line is out
   * @param splitAt cut a longer line here and take the rest for another one
   */
  next(limit: number, splitAt = Infinity): Line | null {
    const end = this.waiting.indexOf(lf);
    const taken = end === -1 ? this.waiting.length : end + 1;
    const split = Math.max(0, splitAt - this.held.length);
    if (taken > split) return this.cut(split);
    this.hold(this.waiting.subarray(0, taken), limit);
    this.waiting = this.waiting.subarray(taken);
    return end === -1 ? null : this.complete();
  }

  get empty(): boolean {
    return this.waiting.length === 0 && this.held.length === 0;
  }

  /** Forgets everything that has come in so far. */
  clear(): void {
    this.waiting = Buffer.alloc(0);
    this.reset();
  }

  private hold(octets: Buffer, limit: number): void {
    const room = limit - this.held.length;
    if (octets.length > room) this.skipped = true;
    const kept = octets.subarray(0, room);
    this.held = this.held.length === 0 ? Buffer.from(kept) : Buffer.concat([this.held, kept]);
    // Whether the line ends in CRLF must be known even when its end was not kept.
    this.beforeLast = octets.length > 1 ? octets[octets.length - 2] : this.last;
    this.last = octets.at(-1) ?? this.last;
  }

  private complete(): Line {
    const ending = this.beforeLast === cr ? 'crlf' : 'lf';
    const octets = this.skipped ? this.held : this.held.subarray(0, ending === 'crlf' ? -2 : -1);
    const line: Line = { octets, ending, overlong: this.skipped };
    this.reset();
    return line;
  }

  private cut(split: number): Line {
    const octets = Buffer.concat([this.held, this.waiting.subarray(0, split)]);
    this.waiting = this.waiting.subarray(split);
    this.reset();
    return { octets, ending: 'crlf', overlong: true };
  }

  private reset(): void {
    this.held = Buffer.alloc(0);
    this.skipped = false;
    this.beforeLast = undefined;
    this.last = undefined;
  }
}
