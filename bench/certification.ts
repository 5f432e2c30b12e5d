import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../src/model/package-root.js';

/** One full run of `mailspec certify reference` by the built command line. */
export interface Certification {
  readonly cases: number;
  readonly points: number;
  readonly ms: number;
  /** Of the whole process, the reference server in it included. */
  readonly peakMb: number;
  readonly exitCode: number;
}

/** @param words of the command line behind `certify reference` */
export async function certifyReference(words: readonly string[] = []): Promise<Certification> {
  const root = packageRoot();
  const folder = mkdtempSync(join(tmpdir(), 'mailspec-bench-'));
  try {
    const tap = join(folder, 'reference.tap');
    const began = performance.now();
    const child = spawn(
      process.execPath,
      ['--import', pathToFileURL(join(root, 'bench', 'report-peak.js')).href, join(root, 'dist', 'cli', 'main.js'), 'certify', 'reference', '--report', `tap=${tap}`, ...words],
      { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
    ); // prettier-ignore
    const told = Promise.all([text(child.stderr as Readable), text(child.stdio[3] as Readable)]);
    await once(child, 'close');
    const ms = performance.now() - began;
    const [errors, peakKb] = await told;
    // 1: there are findings; anything else is no full run.
    if (child.exitCode !== 0 && child.exitCode !== 1) throw new Error(`certify reference: ${errors.trim()}`);
    const names = readFileSync(tap, 'utf8').match(/^(?:not )?ok [0-9]+ - \S+/gm) ?? [];
    const cases = new Set(names.map((name) => name.split(' - ')[1]));
    return { cases: cases.size, points: names.length, ms, peakMb: Number(peakKb) / 1024, exitCode: child.exitCode }; // prettier-ignore
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
