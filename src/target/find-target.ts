import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../model/package-root.js';

/** Where the install scripts put programs that must not be installed into the system. */
export function realFolder(): string {
  return join(packageRoot(), '.real');
}

/** Path of the profile that a word names: a folder of targets/ or a profile file; null when it names none. */
export function findProfile(word: string): string | null {
  if (/^[A-Za-z0-9._-]+$/.test(word)) {
    const inside = join(packageRoot(), 'targets', word, 'profile.yaml');
    if (existsSync(inside)) return inside;
  }
  if (/\.ya?ml$/.test(word) && existsSync(word) && statSync(word).isFile()) return word;
  return null;
}

/** Whether a word of the command line is a target rather than a pattern for cases. */
export function looksLikeTarget(word: string): boolean {
  return word === 'reference' || word.includes('://') || findProfile(word) !== null;
}
