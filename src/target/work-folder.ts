import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { forgetFolder, watchFolder } from './reap.js';
import { fill, type Values } from './fill.js';

/** A folder for one run of one program. Others may pass through it (servers change their user) but not look. */
export async function makeWorkFolder(name: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), `mailspec-${name}-`));
  watchFolder(path);
  await chmod(path, 0o711);
  return path;
}

export async function removeWorkFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
  forgetFolder(path);
}

/** Puts a file of the profile's folder into the work folder, placeholders filled in; it stays executable. */
export async function placeFile(from: string, folder: string, values: Values): Promise<void> {
  const to = join(folder, basename(from));
  await copyFile(from, to);
  await writeFile(to, fill(await readFile(from, 'utf8'), values));
}
