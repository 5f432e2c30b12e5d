const smallestBlock = 4096;
const LF = 0x0a;
const nothing = Buffer.alloc(0);

/**
 * Received octets in order. One block at a time: a segment that arrives at an empty queue is adopted without a
 * copy, further ones are appended to a block that doubles, so even octet-by-octet arrival costs O(n).
 * Octets once handed out are never overwritten: a block is only written behind its end, and replaced when full.
 */
export class OctetQueue {
  private block: Buffer = nothing;
  private start = 0;
  private end = 0;
  /** No LF lies between `start` and here. */
  private scanned = 0;

  get length(): number {
    return this.end - this.start;
  }

  push(octets: Buffer): void {
    if (octets.length === 0) return;
    if (this.length === 0) {
      this.adopt(octets);
      return;
    }
    if (this.end + octets.length > this.block.length) this.grow(octets.length);
    octets.copy(this.block, this.end);
    this.end += octets.length;
  }

  /** Puts octets back in front of everything. */
  unshift(octets: Buffer): void {
    if (octets.length > 0) this.adopt(Buffer.concat([octets, this.peek(this.length)]));
  }

  /** Octets up to and including the first LF; -1 where there is none yet. */
  lineLength(): number {
    const filled = this.end === this.block.length ? this.block : this.block.subarray(0, this.end);
    const found = filled.indexOf(LF, this.scanned);
    this.scanned = found < 0 ? this.end : found;
    return found < 0 ? -1 : found + 1 - this.start;
  }

  peek(count: number): Buffer {
    return this.block.subarray(this.start, Math.min(this.end, this.start + count));
  }

  /** The first `count` octets (or all, if fewer), removed. */
  take(count: number): Buffer {
    const taken = this.peek(count);
    this.start += taken.length;
    this.scanned = Math.max(this.scanned, this.start);
    if (this.start === this.end) this.adopt(nothing);
    return taken;
  }

  private adopt(block: Buffer): void {
    this.block = block;
    this.start = this.scanned = 0;
    this.end = block.length;
  }

  private grow(by: number): void {
    const length = this.length;
    const bigger = Buffer.allocUnsafeSlow(Math.max(smallestBlock, 2 * (length + by)));
    this.block.copy(bigger, 0, this.start, this.end);
    this.scanned -= this.start;
    this.block = bigger;
    this.start = 0;
    this.end = length;
  }
}
