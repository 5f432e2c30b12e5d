import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { Duplex } from 'node:stream';
import { bridge } from './bridge.js';
import type { Session } from './session/action.js';

export interface ConnectionOptions {
  /** For STLS; null: the session never asks for it. */
  readonly secureContext: SecureContext | null;
  /** Without a command for so long the connection is closed without a word (RFC 1939 section 3). */
  readonly autologoutMs: number;
}

/** How long a closed connection may stay half open, and a handshake may take. */
const lingerMs = 5_000;
const handshakeMs = 30_000;

/** Carries out what a session wants on a stream, until one of them ends. */
export class Connection {
  private readonly session: Session;
  private readonly options: ConnectionOptions;
  /** What was handed in, and what is spoken through: TLS over it after STLS. */
  private readonly clear: Duplex;
  private stream: Duplex;
  private readonly idle: NodeJS.Timeout;
  private linger: NodeJS.Timeout | undefined;
  private handshake: NodeJS.Timeout | undefined;
  private ending = false;
  private readonly gone: () => void;

  constructor(stream: Duplex, session: Session, options: ConnectionOptions, gone: () => void) {
    this.clear = stream;
    this.stream = stream;
    this.session = session;
    this.options = options;
    this.gone = gone;
    this.idle = setTimeout(() => this.close(), options.autologoutMs).unref();
    this.listen(stream);
    this.perform(session.open());
  }

  destroy(): void {
    this.stream.destroy();
    this.clear.destroy();
    this.over();
  }

  private listen(stream: Duplex): void {
    stream.on('data', (octets: Buffer) => this.receive(octets));
    stream.on('end', () => this.close());
    stream.on('error', () => this.destroy()); // the peer reset it: the session ends without UPDATE
    stream.on('close', () => this.over());
    stream.on('drain', () => stream.resume());
  }

  private receive(octets: Buffer): void {
    const actions = this.session.feed(octets);
    if (actions.length > 0) this.idle.refresh();
    this.perform(actions);
  }

  private perform(actions: ReturnType<Session['open']>): void {
    const sent = actions.flatMap((action) => (action.kind === 'send' ? [action.octets] : []));
    // One write for all replies; a peer that does not read its replies is not read from either.
    if (sent.length > 0 && !this.ending && !this.stream.write(Buffer.concat(sent))) this.stream.pause();
    const last = actions.at(-1);
    if (last?.kind === 'close') this.close();
    if (last?.kind === 'start-tls') this.startTls();
  }

  private startTls(): void {
    const { secureContext } = this.options;
    if (secureContext === null) {
      this.destroy();
      return;
    }
    const plain = this.stream;
    plain.removeAllListeners('data').removeAllListeners('end').removeAllListeners('drain');
    const secure = new TLSSocket(plain instanceof Socket ? plain : bridge(plain), {
      isServer: true,
      secureContext,
    });
    this.stream = secure;
    this.handshake = setTimeout(() => this.destroy(), handshakeMs).unref();
    secure.on('secure', () => {
      clearTimeout(this.handshake);
      this.session.tlsStarted();
    });
    this.listen(secure);
  }

  private close(): void {
    if (this.ending) return;
    this.ending = true;
    this.session.closed();
    this.stream.end();
    this.stream.resume(); // what still comes in is read and dropped, or the close would become a reset
    this.linger = setTimeout(() => this.destroy(), lingerMs).unref();
  }

  private over(): void {
    this.ending = true;
    clearTimeout(this.idle);
    clearTimeout(this.linger);
    clearTimeout(this.handshake);
    this.session.closed();
    this.gone();
  }
}
