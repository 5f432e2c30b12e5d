import { spawnSync } from 'node:child_process';
import { extname, join } from 'node:path';
import { packageRoot } from '../src/model/package-root.js';

/** Who logs in, each in a process of its own. */
export interface Contender {
  readonly name: string;
  /** The command line; `HOST PORT CONNECTIONS` go behind it. */
  readonly argv: readonly string[];
}

/** The command line that runs a module of this folder in the form this one runs in: compiled, or by tsx. */
export function bench(name: string): string[] {
  const extension = extname(import.meta.filename);
  const loader = extension === '.ts' ? ['--import', 'tsx'] : [];
  return [process.execPath, ...loader, join(import.meta.dirname, name + extension)];
}

export const engine: Contender = { name: 'mailspec', argv: bench('engine') };
export const bareNode: Contender = { name: 'bare Node', argv: bench('bare-node') };
export const barePython: Contender = {
  name: 'bare Python',
  argv: ['python3', join(packageRoot(), 'bench', 'bare-python.py')],
};

/** All of them; without Python, said loudly, where there is none. */
export function contenders(): readonly Contender[] {
  if (spawnSync('python3', ['--version']).status === 0) return [engine, bareNode, barePython];
  console.warn('\n!!! The Python loop is NOT MEASURED: python3 is not installed\n');
  return [engine, bareNode];
}
