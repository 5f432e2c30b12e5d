import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Command, startProgram } from './program.js';
import { Tail } from './tail.js';

const command = (script: string, grace = 5000): Command => ({
  argv: [process.execPath, '-e', script],
  env: {},
  cwd: '.',
  stopSignal: 'SIGTERM',
  grace,
});

/** Prints its pid and that of a child, then waits; both go on after SIGTERM. */
const stubborn = `
  process.on('SIGTERM', () => {});
  const script = 'process.on("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1000)';
  const child = require('node:child_process').spawn(process.execPath, ['-e', script]);
  child.stdout.once('data', () => console.log(process.pid + ' ' + child.pid));
  setInterval(() => {}, 1000)`;

/** Zombies are not alive: when init waits for them is not ours to say. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return (
      !existsSync('/proc/self/stat') || !/\) [ZX] /.test(readFileSync(`/proc/${String(pid)}/stat`, 'latin1'))
    );
  } catch {
    return false;
  }
}

async function until(done: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !done(); i++) await sleep(10);
  expect(done()).toBe(true);
}

describe('a program', () => {
  it('is stopped by its signal, and says how it ended', async () => {
    const output = new Tail(1000);
    const program = startProgram(command("console.log('hello'); setInterval(() => {}, 1000)"), output);
    await until(() => output.octets().toString() === 'hello\n');
    expect(program.ended()).toBeNull();
    await Promise.all([program.stop(), program.stop()]);
    expect(program.ended()).toBe('killed by SIGTERM');
  });

  it('is killed with its children when the signal does not help', async () => {
    const output = new Tail(1000);
    const program = startProgram(command(stubborn, 50), output);
    await until(() => output.octets().includes('\n'));
    const pids = output.octets().toString().trim().split(' ').map(Number);
    expect(pids).toHaveLength(2);
    expect(pids.every(alive)).toBe(true);
    await program.stop();
    expect(pids.some(alive)).toBe(false);
    expect(program.ended()).toBe('killed by SIGKILL');
  });

  it('that ends by itself is noticed', async () => {
    const output = new Tail(1000);
    const program = startProgram(command("console.error('no such user'); process.exit(7)"), output);
    await program.whenEnded;
    expect(program.ended()).toBe('exited with code 7');
    await until(() => output.octets().toString() === 'no such user\n');
    await program.stop();
  });

  it('that does not exist has ended', async () => {
    const program = startProgram({ ...command(''), argv: ['/nowhere/serverd'] }, new Tail(10));
    await program.whenEnded;
    expect(program.ended()).toMatch(/^could not be started: .*ENOENT/);
    await program.stop();
  });

  it.each(['SIGINT', 'exit', 'throw'])('does not outlive a harness that ends by %s', async (how) => {
    const harness = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', harnessScript(how)],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    const [line] = (await once(createInterface(harness.stdout), 'line')) as [string];
    const pids = line.split(' ').map(Number);
    expect(pids).toHaveLength(2);
    if (how.startsWith('SIG')) harness.kill(how as NodeJS.Signals);
    const [code, signal] = (await once(harness, 'exit')) as [number | null, string | null];
    expect(how.startsWith('SIG') ? signal : code).toBe(how.startsWith('SIG') ? how : how === 'exit' ? 5 : 1);
    await until(() => !pids.some(alive));
  });
});

/** A process that starts the stubborn program, passes its pids on, and ends in some way without stopping it. */
function harnessScript(how: string): string {
  const end =
    { exit: 'process.exit(5)', throw: 'throw new Error("x")' }[how] ?? 'setInterval(() => {}, 1000)';
  return `
    import { startProgram } from ${JSON.stringify(new URL('./program.ts', import.meta.url).href)};
    import { Tail } from ${JSON.stringify(new URL('./tail.ts', import.meta.url).href)};
    const output = new Tail(1000);
    startProgram(${JSON.stringify(command(stubborn))}, output);
    const timer = setInterval(() => {
      if (!output.octets().includes('\\n')) return;
      clearInterval(timer);
      process.stdout.write(output.octets(), () => { ${end} });
    }, 5);`;
}

describe('the kept output', () => {
  it('is the last octets, however they came', () => {
    for (const size of [1, 3, 7, 25, 26]) {
      const tail = new Tail(10);
      const text = 'abcdefghijklmnopqrstuvwxyz';
      for (let i = 0; i < text.length; i += size) tail.push(Buffer.from(text.slice(i, i + size)));
      expect(tail.octets().toString()).toBe('qrstuvwxyz');
    }
  });
});
