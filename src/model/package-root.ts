import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MailspecError } from './errors.js';

/** The folder that holds this package's package.json, suites/ and vectors/: from sources, from dist/ and installed. */
export function packageRoot(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && nameIn(manifest) === 'mailspec') return folder;
  }
  throw new MailspecError('E_INTERNAL', 'the package is not complete: its package.json was not found', {
    where: import.meta.dirname,
  });
}

function nameIn(manifest: string): unknown {
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  return typeof content === 'object' && content !== null && 'name' in content ? content.name : undefined;
}
