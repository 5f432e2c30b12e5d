import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Deadline } from '../model/deadline.js';
import { escape } from '../model/escape.js';
import { isReset } from './is-reset.js';
import { defaultLimits, type Limits } from './limits.js';
import { OctetQueue } from './octet-queue.js';
import { PatientSocket } from './patient-socket.js';
import type { Ending, OctetsResult, ReadFailure, ReadResult } from './read-result.js';
import { handshake, rawOf, type TlsOptions } from './tls-handshake.js';
import type { Trace } from './trace.js';
import { Waiters } from './waiters.js';

/** How long close() waits for the peer to take what was written, ms. */
const closingTime = 1000;

export interface ConnectionOptions {
  /** The connection's number in the trace. */
  readonly number: number;
  readonly trace: Trace;
  readonly limits?: Limits;
  /** Who we are on it; what we write is traced as C (client, the default) or S. */
  readonly role?: 'client' | 'server';
}

export type StartTlsResult = {
  /** Octets that came in clear before the handshake; they stay to be read, and were never given to TLS. */
  readonly clearLeftover: Buffer;
} & (
  | { readonly ok: true; readonly protocol: string; readonly cipher: string }
  /** `reason` is for people and escaped. The connection is closed. */
  | { readonly ok: false; readonly reason: string }
);

/**
 * One connection, as lines and octets. Nothing here throws for what a peer does: every read gives a value within
 * its deadline, and what came before an end is given before the end is.
 */
export class Connection {
  readonly number: number;
  private readonly trace: Trace;
  private readonly limits: Limits;
  private readonly ours: 'C' | 'S';
  private readonly theirs: 'C' | 'S';
  private readonly queue = new OctetQueue();
  private readonly waiters = new Waiters();
  private stream: Duplex;
  private held = false;
  private ending: Ending | null = null;
  private ourEnd: 'half-closed' | 'closed' | null = null;

  constructor(stream: Duplex, options: ConnectionOptions) {
    this.number = options.number;
    this.trace = options.trace;
    this.limits = options.limits ?? defaultLimits;
    this.ours = options.role === 'server' ? 'S' : 'C';
    this.theirs = this.ours === 'C' ? 'S' : 'C';
    this.stream = stream;
    this.note('connected');
    if (stream instanceof TLSSocket) this.noteTls(stream.getProtocol() ?? 'unknown', stream.getCipher().name);
    this.attach();
  }

  get tls(): boolean {
    return this.stream instanceof TLSSocket;
  }

  /** How the peer ended it; null while it has not, or while octets before its end are held back. */
  get closed(): Ending | null {
    return this.ending;
  }

  get closedLocally(): boolean {
    return this.ourEnd === 'closed';
  }

  /** Octets received and not yet read. */
  get buffered(): number {
    return this.queue.length;
  }

  /** Sends octets. Never throws; what can not be sent any more is traced as such. */
  write(octets: Buffer): void {
    if (octets.length === 0) return;
    const obstacle = this.obstacle(octets.length);
    if (obstacle !== null) {
      this.note(`not sent (${obstacle}): ${escape(octets, 200)}`);
      return;
    }
    this.trace.octets(this.number, this.ours, octets, this.tls);
    this.stream.write(octets, () => this.waiters.notify());
  }

  /** Waits until the system has taken all that was written: what is written next is a segment of its own. */
  async flushed(deadline: Deadline): Promise<'flushed' | 'closed' | 'timeout'> {
    const look = (): 'flushed' | 'closed' | null => {
      if (this.over) return 'closed';
      return this.stream.writableLength === 0 ? 'flushed' : null;
    };
    return (await this.waiters.until(look, deadline)) ?? 'timeout';
  }

  /** A line with its line end: everything up to and including the next LF. */
  async readLine(deadline: Deadline, limit: number = this.limits.lineOctets): Promise<ReadResult> {
    const most = Math.min(limit, this.limits.bufferedOctets);
    const look = (): ReadResult | null => {
      const length = this.queue.lineLength();
      if (length > 0 && length <= most) return { kind: 'line', octets: this.take(length) };
      if (length > most || this.queue.length >= most) return { kind: 'overlong', head: this.take(most) };
      return this.closedResult();
    };
    return (await this.read(look, deadline)) ?? this.timeoutResult();
  }

  /** Exactly `count` octets; `overlong` at once where that is more than may be buffered. */
  async readOctets(count: number, deadline: Deadline): Promise<OctetsResult> {
    if (count > this.limits.bufferedOctets) return { kind: 'overlong', head: Buffer.alloc(0) };
    const look = (): OctetsResult | null =>
      this.queue.length >= count ? { kind: 'octets', octets: this.take(count) } : this.closedResult();
    return (await this.read(look, deadline)) ?? this.timeoutResult();
  }

  /** Waits until anything can be read, and reads nothing. */
  async waitForOctets(deadline: Deadline): Promise<'octets' | 'closed' | 'timeout'> {
    const look = (): 'octets' | 'closed' | null =>
      this.queue.length > 0 ? 'octets' : this.over ? 'closed' : null;
    return (await this.waiters.until(look, deadline)) ?? 'timeout';
  }

  /** Waits for the end, by the peer or by us. What comes before it stays to be read. */
  async whenClosed(deadline: Deadline): Promise<'closed' | 'timeout'> {
    return (await this.waiters.until(() => (this.over ? 'closed' : null), deadline)) ?? 'timeout';
  }

  /** All that has come and is not yet read. */
  takeBuffered(): Buffer {
    return this.take(this.queue.length);
  }

  /** Puts octets back; they are read next. */
  unread(octets: Buffer): void {
    this.queue.unshift(octets);
    this.waiters.notify();
  }

  /** TLS as the client, over this connection, from the next octet on. */
  async startTls(options: TlsOptions, deadline: Deadline): Promise<StartTlsResult> {
    const raw = this.stream;
    this.detach();
    // Octets the stream itself still holds came in clear as well; TLS must not see them.
    for (let octets = readFrom(raw); octets !== null; octets = readFrom(raw)) this.receive(octets);
    const clearLeftover = Buffer.from(this.queue.peek(this.queue.length));
    if (this.tls || this.over || this.ourEnd !== null) {
      this.attach();
      return {
        ok: false,
        clearLeftover,
        reason: this.tls ? 'TLS is already up' : 'the connection is closed',
      };
    }
    const result = await handshake(raw, options, deadline);
    if (result.ok) {
      this.stream = result.stream;
      this.noteTls(result.protocol, result.cipher);
      this.attach();
      return { ok: true, clearLeftover, protocol: result.protocol, cipher: result.cipher };
    }
    if (result.how === 'clear') this.trace.octets(this.number, this.theirs, result.received, false);
    this.note(`TLS failed: ${result.reason}`);
    if (result.how === 'fin' || result.how === 'reset') this.end(result.how);
    this.markClosed('closed by us');
    return { ok: false, clearLeftover, reason: result.reason };
  }

  /** No more octets from us; the peer's can still be read. */
  halfClose(): void {
    if (this.ourEnd !== null) return;
    this.ourEnd = 'half-closed';
    this.note('half-closed by us');
    this.stream.end();
  }

  /** Closes once what was written is sent, or a second later. Octets already received can still be read. */
  close(): void {
    if (!this.markClosed('closed by us')) return;
    const stream = this.stream;
    const destroy = (): void => {
      clearTimeout(timer);
      stream.destroy();
    };
    const timer = setTimeout(destroy, closingTime);
    if (stream.writableFinished || stream.destroyed || this.peerEnded(stream)) destroy();
    else stream.once('finish', destroy).once('close', destroy).end();
  }

  /** Ends the connection with a TCP reset: what was not sent is lost. */
  reset(): void {
    if (!this.markClosed('reset by us')) return;
    const raw = rawOf(this.stream);
    if (canReset(raw)) raw.resetAndDestroy();
    else raw.destroy();
    this.stream.destroy();
  }

  /** The peer ended a plain socket and nothing is unsent: closing it is a FIN all the same, in one step. */
  private peerEnded(stream: Duplex): boolean {
    return this.ending === 'fin' && stream instanceof PatientSocket && stream.writableLength === 0;
  }

  private get over(): boolean {
    return this.ending !== null || this.closedLocally;
  }

  private attach(): void {
    const stream = this.stream;
    stream
      .on('data', this.onData)
      .once('end', this.onEnd)
      .on('error', this.onError)
      .once('close', this.onClose);
    if (stream.destroyed) this.onClose();
    else if (!this.held) stream.resume();
  }

  private detach(): void {
    const stream = this.stream;
    stream.off('data', this.onData).off('end', this.onEnd).off('close', this.onClose).pause();
    // The error listener stays: an error nobody listens to would end the process.
    this.held = false;
  }

  private readonly onData = (octets: Buffer): void => {
    this.receive(octets);
    this.regulate();
    this.waiters.notify();
  };

  private readonly onEnd = (): void => {
    const raw = rawOf(this.stream);
    if (!(raw instanceof PatientSocket)) this.end('fin');
    else void raw.wasReset().then((reset) => this.end(reset ? 'reset' : 'fin'));
  };

  private readonly onError = (error: NodeJS.ErrnoException): void => {
    if (isReset(error)) this.end('reset');
    else this.end('error', error.code ?? error.message);
  };

  private readonly onClose = (): void => {
    if (isReset(rawOf(this.stream).errored)) this.end('reset');
    else if (this.stream.readableEnded) this.end('fin');
    else this.end('error', 'the stream was destroyed');
    this.waiters.notify();
  };

  private receive(octets: Buffer): void {
    this.trace.octets(this.number, this.theirs, octets, this.tls);
    // After our own close nobody reads: what still comes is traced and let go.
    if (!this.closedLocally) this.queue.push(octets);
  }

  private end(how: Ending, detail = ''): void {
    if (this.over) return;
    this.ending = how;
    const text = { fin: 'closed by the peer', reset: 'reset by the peer', error: 'failed' }[how];
    this.note(detail === '' ? text : `${text}: ${escape(Buffer.from(detail), 200)}`);
    this.waiters.notify();
  }

  /** Pauses the stream while too much is buffered; half of it must be read before more is let in. */
  private regulate(): void {
    if (!this.held && this.queue.length > this.limits.bufferedOctets) {
      this.held = true;
      this.stream.pause();
    } else if (this.held && this.queue.length <= this.limits.bufferedOctets / 2) this.release();
  }

  private release(): void {
    if (!this.held) return;
    this.held = false;
    this.stream.resume();
  }

  /** A read that what is buffered does not satisfy needs more, paused or not. */
  private read<T>(look: () => T | null, deadline: Deadline): Promise<T | null> {
    const found = look();
    if (found !== null) return Promise.resolve(found);
    this.release();
    return this.waiters.wait(look, deadline);
  }

  private take(count: number): Buffer {
    const octets = this.queue.take(count);
    this.regulate();
    return octets;
  }

  private closedResult(): ReadFailure | null {
    if (!this.over) return null;
    // After our own close there is no ending of the peer's to tell; `closedLocally` says so.
    return { kind: 'closed', how: this.ending ?? 'fin', rest: this.takeBuffered() };
  }

  private timeoutResult(): ReadFailure {
    return { kind: 'timeout', rest: this.queue.peek(this.queue.length) };
  }

  /** Why `count` more octets can not be sent, for people; null: they can. */
  private obstacle(count: number): string | null {
    if (this.ourEnd !== null) return `${this.ourEnd} by us`;
    if (this.ending === 'reset') return 'reset by the peer';
    if (this.stream.destroyed || !this.stream.writable) return 'the connection has failed';
    const unsent = this.stream.writableLength;
    if (unsent + count > this.limits.unsentOctets) return `${unsent} octets are not taken by the peer`;
    return null;
  }

  private markClosed(text: string): boolean {
    if (this.ourEnd === 'closed') return false;
    this.note(text);
    this.ourEnd = 'closed';
    this.waiters.notify();
    return true;
  }

  private note(text: string): void {
    this.trace.note(this.number, text, this.tls);
  }

  private noteTls(protocol: string, cipher: string): void {
    this.note(`TLS is up: ${protocol} ${cipher}`);
  }
}

function canReset(stream: Duplex): stream is Duplex & { resetAndDestroy(): unknown } {
  return 'resetAndDestroy' in stream && typeof stream.resetAndDestroy === 'function';
}

/** Readable.read() without its `any`. */
function readFrom(stream: Duplex): Buffer | null {
  return stream.read() as Buffer | null;
}
