import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A child process that is asked with lines and answers with lines. */
export class LineChild {
  private readonly child;
  private readonly lines;
  private errors = '';

  constructor(argv: readonly string[]) {
    const [program = '', ...words] = argv;
    this.child = spawn(program, words, { stdio: 'pipe' });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    // Its end, with what it printed, says more than a pipe that broke.
    this.child.stdin.on('error', () => undefined);
    this.lines = createInterface(this.child.stdout)[Symbol.asyncIterator]();
  }

  async ask(line: string): Promise<string> {
    this.child.stdin.write(`${line}\n`);
    return this.read();
  }

  /** The next line; throws with what it said on standard error when there is none. */
  async read(): Promise<string> {
    const next = await this.lines.next();
    if (next.done !== true) return next.value;
    await this.end();
    throw new Error(`${this.child.spawnargs.join(' ')} ended: ${this.errors.trim()}`);
  }

  /** Closes its standard input and waits until it is gone. */
  async end(): Promise<void> {
    this.child.stdin.end();
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    if (this.child.exitCode !== 0)
      throw new Error(`${this.child.spawnargs.join(' ')}: ${this.errors.trim()}`);
  }
}
