import { Duplex } from 'node:stream';

const headOctets = 256;

/** The clear stream under TLS. It keeps the first octets that came, to tell a peer that answers in clear. */
export class RawPipe extends Duplex {
  /** The first octets received through the pipe. */
  head: Buffer = Buffer.alloc(0);
  readonly raw: Duplex;

  constructor(raw: Duplex) {
    super({ allowHalfOpen: true });
    this.raw = raw;
    raw.on('data', (octets: Buffer) => {
      if (this.head.length < headOctets) {
        this.head = Buffer.concat([this.head, octets.subarray(0, headOctets - this.head.length)]);
      }
      if (!this.push(octets)) raw.pause();
    });
    raw.once('end', () => this.push(null));
    raw.once('error', (error) => this.destroy(error));
    raw.once('close', () => this.destroy());
  }

  override _read(): void {
    this.raw.resume();
  }

  override _write(octets: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.raw.write(octets, done);
  }

  override _final(done: () => void): void {
    this.raw.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.raw.destroy();
    done(error);
  }
}
