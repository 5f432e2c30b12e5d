/** A point in time that every wait must be given. The engine reads the clock only through this. */
export class Deadline {
  private readonly at: number;

  private constructor(at: number) {
    this.at = at;
  }

  /** @param ms milliseconds from now; Infinity is not allowed, every wait ends. */
  static in(ms: number): Deadline {
    if (!Number.isFinite(ms)) throw new RangeError('a deadline must be finite');
    return new Deadline(performance.now() + ms);
  }

  /** Milliseconds left, never below 0. */
  get remaining(): number {
    return Math.max(0, this.at - performance.now());
  }

  get passed(): boolean {
    return this.remaining === 0;
  }

  /** The earlier of this and `ms` from now. */
  within(ms: number): Deadline {
    return new Deadline(Math.min(this.at, performance.now() + ms));
  }
}
