import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { packageRoot } from '../../src/model/package-root.js';

/** How a run of the command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** Most memory it had, in MB. */
  readonly peakMb: number;
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  stdout(): string;
  readonly ended: Promise<Ended>;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Killed after so many ms; its signal is SIGKILL then. */
  readonly limit?: number;
}

/** The built command line, run to its end. */
export async function mailspec(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return (await start(words, options)).ended;
}

/** The built command line, running. */
export async function start(words: readonly string[], options: RunOptions = {}): Promise<Running> {
  const began = performance.now();
  const child = spawn(process.execPath, [await builtProgram(), ...words], {
    cwd: options.cwd ?? scratch(),
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (octets: Buffer) => out.push(octets));
  child.stderr.on('data', (octets: Buffer) => err.push(octets));
  const limit = setTimeout(() => child.kill('SIGKILL'), options.limit ?? 60_000);
  let peakMb = 0;
  const watch = setInterval(() => (peakMb = Math.max(peakMb, residentMb(pid))), 30);
  const text = (parts: Buffer[]): string => Buffer.concat(parts).toString('latin1');
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      clearInterval(watch);
      resolve({ code, signal, stdout: text(out), stderr: text(err), ms: performance.now() - began, peakMb });
    });
  });
  cleanUps.push(() => {
    if (child.exitCode === null) child.kill('SIGKILL');
  });
  return { child, pid, stdout: () => text(out), ended };
}

const cleanUps: (() => void)[] = [];
afterAll(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp();
});

/** A new empty folder, gone when the tests of the file are over. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mailspec-test-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The most memory the process has had so far; 0 when it is gone. */
function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'latin1');
    return Number(/^VmHWM:\s+([0-9]+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

let built: Promise<string> | null = null;

/** The compiled main.js of the sources as they are now; one build serves all test files and runs. */
export function builtProgram(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const root = packageRoot();
  const store = join(root, 'node_modules', '.cache', 'mailspec');
  const folder = join(store, fingerprint(root));
  const main = join(folder, 'cli', 'main.js');
  if (existsSync(main)) return main;
  mkdirSync(store, { recursive: true });
  const making = join(store, `making-${randomUUID()}`);
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // Types are checked by `npm run check`; here only the program is wanted.
  await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', making], { cwd: root }); // prettier-ignore
  for (const old of readdirSync(store)) {
    const path = join(store, old);
    if (old !== making && Date.now() - modified(path) > 3600_000)
      rmSync(path, { recursive: true, force: true });
  }
  try {
    renameSync(making, folder);
  } catch {
    // Another worker was quicker with the same sources.
    rmSync(making, { recursive: true, force: true });
  }
  return main;
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}

/** Changes whenever a source does. */
function fingerprint(root: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).sort();
  for (const name of files) {
    if (name.endsWith('.ts') && !name.endsWith('.test.ts'))
      hash.update(`${name} ${String(modified(join(root, 'src', name)))}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}
