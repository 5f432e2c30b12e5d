import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { Deadline } from '../model/deadline.js';
import { groupRuns, signalGroup } from './process-group.js';
import { forgetGroup, watchGroup } from './reap.js';
import type { Tail } from './tail.js';

/** A program that runs in a process group of its own. */
export interface Program {
  readonly pid: number | undefined;
  /** null while it runs; else how it ended, for people. */
  ended(): string | null;
  /** Resolves once it has ended, however it did. */
  readonly whenEnded: Promise<void>;
  /** Resolves when no process of the group is left. Safe to call twice. */
  stop(): Promise<void>;
}

export interface Command {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stopSignal: NodeJS.Signals;
  /** Between the signal and SIGKILL, milliseconds. */
  readonly grace: number;
}

/** How much of what a program prints is kept. */
export const OUTPUT_LIMIT = 64 * 1024;

/** Starts it; what it prints goes to `output`. A program that cannot be started has ended. */
export function startProgram(command: Command, output: Tail): Program {
  const [file = '', ...args] = command.argv;
  const child = execa(file, args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    reject: false,
    buffer: false,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const pid = child.pid;
  if (pid !== undefined) watchGroup(pid);
  let end: string | null = null;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => output.push(chunk));
    stream.on('error', () => undefined);
  }
  const whenEnded = new Promise<void>((resolve) => {
    const finish = (how: string): void => {
      end ??= how;
      resolve();
    };
    child.once('exit', (code, signal) =>
      finish(signal === null ? `exited with code ${String(code)}` : `killed by ${signal}`),
    );
    child.once('error', (error) => finish(`could not be started: ${error.message}`));
    void child.then((result) => {
      if (pid === undefined) finish(`could not be started: ${result.originalMessage ?? ''}`);
    });
  });

  const stop = async (): Promise<void> => {
    if (pid === undefined) return;
    signalGroup(pid, command.stopSignal);
    const grace = Deadline.in(command.grace);
    await Promise.race([whenEnded, sleep(command.grace, undefined, { ref: false })]);
    await untilEmpty(pid, grace);
    signalGroup(pid, 'SIGKILL');
    await whenEnded;
    await untilEmpty(pid, Deadline.in(1000));
    child.stdout.destroy();
    child.stderr.destroy();
    forgetGroup(pid);
  };
  let stopping: Promise<void> | null = null;
  return { pid, ended: () => end, whenEnded, stop: () => (stopping ??= stop()) };
}

async function untilEmpty(pid: number, deadline: Deadline): Promise<void> {
  while (groupRuns(pid) && !deadline.passed) await sleep(5);
}
