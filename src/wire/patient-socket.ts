import { Socket } from 'node:net';
import { isReset } from './is-reset.js';
import { afterNextPoll } from './waiters.js';

type Done = (error?: Error | null) => void;

const nothing = Buffer.alloc(0);

/**
 * A TCP socket that delivers everything it received before it reports an error. A plain one throws away what is
 * still unread as soon as a write fails, and so loses the reply a server sent before it reset the connection.
 */
export class PatientSocket extends Socket {
  private failed = false;
  private resetting = false;

  override _write(octets: unknown, encoding: BufferEncoding, done: Done): void {
    super._write(octets, encoding, (error) => this.afterReading(error, done));
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], done: Done): void {
    super._writev?.(chunks, (error) => this.afterReading(error, done));
  }

  override destroy(error?: Error): this {
    if (!isReadError(error) || this.failed) return super.destroy(error);
    this.failed = true;
    this.whenRead(() => super.destroy(error));
    return this;
  }

  /** Node's own says goodbye with a FIN first; here the reset is all that is sent. */
  override resetAndDestroy(): this {
    this.resetting = true;
    return super.resetAndDestroy();
  }

  override destroySoon(): void {
    if (this.resetting) this.destroy();
    else super.destroySoon();
  }

  /**
   * Whether the end that was read is a reset. One that arrives together with octets is read as a plain end
   * (libuv looks no further behind a hang-up); a write of nothing sends nothing and still meets the error.
   */
  wasReset(): Promise<boolean> {
    if (!this.writable) return Promise.resolve(isReset(this.errored));
    return new Promise((resolve) => {
      this.write(nothing, (error) => resolve(isReset(error ?? null)));
    });
  }

  private afterReading(error: Error | null | undefined, done: Done): void {
    if (error) this.whenRead(() => done(error));
    else done();
  }

  /** Runs `action` once a look at the socket brings nothing more; while it is paused, not at all. */
  private whenRead(action: () => void): void {
    if (this.destroyed) action();
    else if (this.isPaused()) this.once('resume', () => this.whenRead(action));
    else {
      const before = this.bytesRead;
      afterNextPoll(() => {
        if (this.isPaused() || this.bytesRead !== before) this.whenRead(action);
        else action();
      });
    }
  }
}

function isReadError(error: NodeJS.ErrnoException | undefined): boolean {
  return error?.syscall === 'read' || error?.syscall === 'shutdown';
}
