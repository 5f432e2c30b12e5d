import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import { selfSignedCertificate } from '../../src/model/certificate.js';
import type { TraceEvent } from '../../src/model/trace.js';
import type { Dialer } from '../../src/wire/dialer.js';
import { memoryDialer } from '../../src/wire/memory-dialer.js';

/** What a server did on one connection of a recorded exchange. */
export interface StubConnection {
  readonly moves: readonly StubMove[];
}

export type StubMove =
  | { readonly kind: 'await'; readonly octets: number }
  | { readonly kind: 'say'; readonly octets: Buffer }
  | { readonly kind: 'tls' }
  | { readonly kind: 'close' };

/** The server's part of a recording, by connection in the order they were made. */
export function stubMoves(wire: readonly TraceEvent[]): StubConnection[] {
  const numbers = [...new Set(wire.map((event) => event.connection))];
  const first = (number: number): number => wire.findIndex((event) => event.connection === number);
  return numbers
    .sort((a, b) => first(a) - first(b))
    .map((number) => ({ moves: wire.filter((event) => event.connection === number).flatMap(moveOf) }));
}

function moveOf(event: TraceEvent): StubMove[] {
  if (event.side === 'C') return [{ kind: 'await', octets: event.bytes.length }];
  if (event.side === 'S') return [{ kind: 'say', octets: event.bytes }];
  if (event.text.startsWith('closed by the peer') || event.text.startsWith('reset by the peer'))
    return [{ kind: 'close' }];
  return event.text.startsWith('TLS') ? [{ kind: 'tls' }] : [];
}

const certificate = await selfSignedCertificate({ commonName: 'localhost', altNames: ['localhost'] });
const secureContext = createSecureContext(certificate);

/** A server that says what was recorded, whatever it is asked, as soon as as many octets have come. */
export function stubDialer(connections: readonly StubConnection[]): Dialer {
  let next = 0;
  return memoryDialer((stream) => {
    const connection = connections[next++];
    if (connection === undefined) stream.destroy();
    else void perform(stream, connection.moves);
  });
}

async function perform(raw: Duplex, moves: readonly StubMove[]): Promise<void> {
  let stream = raw;
  let reader = new Reader(stream);
  stream.on('error', () => undefined);
  for (const move of moves) {
    if (move.kind === 'await') {
      if (!(await reader.take(move.octets))) return;
    } else if (move.kind === 'say') stream.write(move.octets);
    else if (move.kind === 'close') stream.end();
    else {
      reader.detach();
      stream = new TLSSocket(stream, { isServer: true, secureContext });
      stream.on('error', () => undefined);
      reader = new Reader(stream);
    }
  }
}

class Reader {
  private received = 0;
  private ended = false;
  private wake: (() => void) | null = null;
  private readonly onData = (chunk: Buffer): void => {
    this.received += chunk.length;
    this.wake?.();
  };
  private readonly onEnd = (): void => {
    this.ended = true;
    this.wake?.();
  };

  constructor(private readonly stream: Duplex) {
    stream.on('data', this.onData);
    stream.once('end', this.onEnd);
    stream.once('close', this.onEnd);
  }

  detach(): void {
    this.stream.off('data', this.onData);
  }

  /** False if the other side ends first. */
  async take(count: number): Promise<boolean> {
    while (this.received < count) {
      if (this.ended) return false;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    this.received -= count;
    return true;
  }
}
