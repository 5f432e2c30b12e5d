import { Duplex } from 'node:stream';
import type { Dialer } from './dialer.js';

/**
 * Connects to a server in the same process without sockets: for thousands of exchanges a second.
 * @param serve is given the server's end of each connection
 */
export function memoryDialer(serve: (stream: Duplex) => void, address = 'memory'): Dialer {
  return {
    address,
    dial() {
      const [client, server] = memoryPair();
      serve(server);
      return Promise.resolve({ ok: true, stream: client });
    },
  };
}

/** Two ends that behave as TCP's do: half-close, close, reset; segments stay apart and arrive a turn later. */
export function memoryPair(): [MemoryStream, MemoryStream] {
  const one = new MemoryStream();
  const other = new MemoryStream();
  one.peer = other;
  other.peer = one;
  return [one, other];
}

type Arrival =
  | { readonly kind: 'octets'; readonly octets: Buffer; readonly taken: () => void }
  | { readonly kind: 'fin' | 'reset' };

export class MemoryStream extends Duplex {
  peer: MemoryStream | null = null;
  private readonly arrivals: Arrival[] = [];
  private wanted = false;
  private scheduled = false;
  private resetting = false;

  constructor() {
    // One octet of read-ahead: the next arrival, a reset above all, is looked at when all before it is consumed.
    super({ allowHalfOpen: true, readableHighWaterMark: 1 });
  }

  /** As net.Socket's: the peer gets what was sent before, then ECONNRESET. */
  resetAndDestroy(): this {
    this.resetting = true;
    return this.destroy();
  }

  override _write(octets: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const peer = this.peer;
    if (peer !== null && !peer.destroyed) {
      peer.arrive({ kind: 'octets', octets, taken: done });
      return;
    }
    // As TCP does: nobody is there, so the answer to these octets is a reset.
    this.arrive({ kind: 'reset' });
    done();
  }

  override _final(done: () => void): void {
    this.peer?.arrive({ kind: 'fin' });
    done();
  }

  override _read(): void {
    this.wanted = true;
    this.schedule();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // Octets nobody will read any more: their writer goes on, and is told by a reset, as TCP does.
    const unread = this.arrivals.splice(0);
    for (const arrival of unread) if (arrival.kind === 'octets') arrival.taken();
    const lost = this.readableLength > 0 || unread.some((arrival) => arrival.kind === 'octets');
    const reset = this.resetting || error !== null || lost;
    this.peer?.arrive({ kind: reset ? 'reset' : 'fin' });
    done(error);
  }

  private arrive(arrival: Arrival): void {
    if (this.destroyed) {
      if (arrival.kind === 'octets') arrival.taken();
      return;
    }
    this.arrivals.push(arrival);
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled || !this.wanted || this.arrivals.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.deliver();
    });
  }

  private deliver(): void {
    while (this.wanted && !this.destroyed) {
      const arrival = this.arrivals.shift();
      if (arrival === undefined) return;
      if (arrival.kind === 'octets') {
        this.wanted = this.push(arrival.octets);
        arrival.taken();
      } else if (arrival.kind === 'reset') {
        this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }));
      } else if (!this.readableEnded) {
        this.push(null);
        // What may follow a FIN is a reset, and nobody asks to read it.
        this.wanted = true;
      }
    }
  }
}
