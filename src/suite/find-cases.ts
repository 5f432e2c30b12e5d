import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Case } from '../model/case.js';
import { MailspecError } from '../model/errors.js';
import { printLocation } from '../model/location.js';
import { packageRoot } from '../model/package-root.js';
import { functionNames } from '../transcript/functions.js';
import { parseTranscript, type ParsedFile } from '../transcript/parse.js';
import { typeNames } from '../transcript/types.js';

/** Names that every case may use without binding them. */
export const boundNames: ReadonlySet<string> = new Set(['user', 'secret', 'other', 'other-secret']);

/** All cases under suites/, in the order of their files. Throws E_TRANSCRIPT with every problem of every file. */
export function loadSuites(folder = join(packageRoot(), 'suites')): Case[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.transcript'))
    .sort(bySection);
  const parsed = files.map((name) =>
    readTranscript(join(folder, name), relative(packageRoot(), join(folder, name))),
  );
  refuseProblems(parsed);
  return parsed.flatMap(({ cases }) => cases);
}

/** One file by its path, as it is written on the command line. */
export function loadTranscript(path: string): Case[] {
  const parsed = readTranscript(path, path);
  refuseProblems([parsed]);
  return [...parsed.cases];
}

function readTranscript(path: string, shown: string): ParsedFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new MailspecError('E_TRANSCRIPT', 'the transcript cannot be read', { where: shown, cause });
  }
  return parseTranscript(text, shown, { types: typeNames, functions: functionNames, names: boundNames });
}

function refuseProblems(files: readonly ParsedFile[]): void {
  const lines = files.flatMap(({ problems }) =>
    problems.map(
      ({ at, message, hint }) => `${printLocation(at)}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
    ),
  );
  if (lines.length > 0) throw new MailspecError('E_TRANSCRIPT', lines.join('\n'));
}

/** rfc1939/7-apop before rfc1939/10-session: numbers by value. */
function bySection(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
