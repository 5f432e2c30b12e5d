/** A small seeded generator (sfc32): the same seed gives the same run. Not for secrets. */
export class Random {
  private readonly state: Uint32Array;

  private constructor(state: Uint32Array) {
    this.state = state;
  }

  static from(seed: string): Random {
    // FNV-1a, once per word with another start, so that similar seeds end far apart.
    const state = Uint32Array.from([1, 2, 3, 4], (word) => {
      let hash = (0x811c9dc5 ^ Math.imul(word, 0x9e3779b9)) >>> 0;
      for (const octet of Buffer.from(seed)) hash = Math.imul(hash ^ octet, 0x01000193) >>> 0;
      return hash;
    });
    const random = new Random(state);
    for (let i = 0; i < 16; i++) random.next();
    return random;
  }

  /** 0 to 2^32 - 1. */
  next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.state;
    const result = (a + b + counter) >>> 0;
    this.state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + result, counter + 1]);
    return result;
  }

  /** min to max, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor((this.next() / 2 ** 32) * (max - min + 1));
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.integer(0, choices.length - 1)] ?? choices[0];
  }

  octets(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.next() >>> 24));
  }

  /** min to max characters out of `alphabet`, which is ASCII. */
  text(alphabet: string, min: number, max: number): string {
    const length = this.integer(min, max);
    return Array.from({ length }, () => alphabet[this.integer(0, alphabet.length - 1)]).join('');
  }
}
