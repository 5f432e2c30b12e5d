import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../src/model/package-root.js';

export interface StartUp {
  /** Wall time of `mailspec --help` of each pair, ms. */
  readonly mailspec: readonly number[];
  /** The same of a script that only imports commander and prints as much help. */
  readonly commander: readonly number[];
}

/** Interleaved pairs, after one of each that fills the file cache. */
export function measureStartUp(pairs: number): StartUp {
  const root = packageRoot();
  const program = join(root, 'dist', 'cli', 'main.js');
  const script = join(root, 'bench', 'only-commander.js');
  const times = { mailspec: [] as number[], commander: [] as number[] };
  help(program);
  help(script);
  for (let pair = 0; pair < pairs; pair++) {
    times.mailspec.push(help(program));
    times.commander.push(help(script));
  }
  return times;
}

function help(file: string): number {
  const began = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [file, '--help'], { encoding: 'utf8' });
  const ms = performance.now() - began;
  if (status !== 0 || !stdout.startsWith('Usage: ')) throw new Error(`${file} --help prints no help`);
  return ms;
}
