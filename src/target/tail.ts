/** Keeps the last octets of a stream that may be endless. */
export class Tail {
  private chunks: Buffer[] = [];
  private length = 0;

  constructor(private readonly limit: number) {}

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    // Joined only now and then, so that many small writes do not copy the whole tail each time.
    if (this.length <= 2 * this.limit) return;
    const kept = this.octets();
    this.chunks = [kept];
    this.length = kept.length;
  }

  octets(): Buffer {
    const all = Buffer.concat(this.chunks);
    return all.length > this.limit ? Buffer.from(all.subarray(all.length - this.limit)) : all;
  }
}
