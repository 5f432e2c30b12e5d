import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { MailspecError } from '../model/errors.js';
import type { BaselineEntry } from '../model/baseline.js';
import { type Profile, profileSchema, servicesOf } from './profile.js';
import { placeholdersIn } from './fill.js';
import { printIssues } from './profile-errors.js';

export interface LoadOptions {
  /** Parses baseline.yaml beside the profile; without it the baseline is empty. */
  readonly parseBaseline?: ((text: string, file: string) => readonly BaselineEntry[]) | undefined;
}

/** @throws MailspecError E_PROFILE naming file, line, key and what is allowed */
export async function loadProfile(path: string, options: LoadOptions = {}): Promise<Profile> {
  let source: string;
  try {
    source = await readFile(path, 'utf8');
  } catch (cause) {
    throw new MailspecError('E_PROFILE', `cannot read the profile: ${String(cause)}`, { where: path, cause });
  }
  const folder = resolve(dirname(path));
  const name = basename(path) === 'profile.yaml' ? basename(folder) : basename(path).replace(/\.ya?ml$/, '');
  const parsed = parseProfile(source, path);
  const baselineFile = join(folder, 'baseline.yaml');
  const baseline =
    options.parseBaseline !== undefined && existsSync(baselineFile)
      ? options.parseBaseline(await readFile(baselineFile, 'utf8'), baselineFile)
      : [];
  return { ...parsed, name, file: resolve(path), folder, baseline };
}

/** The text of a profile, checked. `file` is for the errors. */
export function parseProfile(
  source: string,
  file: string,
): Omit<Profile, 'name' | 'file' | 'folder' | 'baseline'> {
  const lines = new LineCounter();
  const yaml = parseDocument(source, { lineCounter: lines });
  const broken = yaml.errors[0];
  if (broken !== undefined) {
    const line = broken.linePos?.[0].line ?? 1;
    throw new MailspecError('E_PROFILE', broken.message.split('\n')[0] ?? '', {
      where: `${file}:${String(line)}`,
    });
  }
  const checked = profileSchema.safeParse(yaml.toJS());
  if (!checked.success) {
    const issues = printIssues(profileSchema, checked.error.issues, yaml, lines);
    throw new MailspecError('E_PROFILE', issues.map((issue) => `${file}:${issue}`).join('\n'));
  }
  checkPorts(checked.data, file);
  return checked.data;
}

/** A free port is taken only for an endpoint, so a `{port:...}` elsewhere must name one of these. */
function checkPorts(profile: Omit<Profile, 'name' | 'file' | 'folder' | 'baseline'>, file: string): void {
  const taken = servicesOf(profile as Profile).flatMap(({ address }) => placeholdersIn(address));
  const words = JSON.stringify([profile.start, profile.mail, profile.version]);
  const stray = placeholdersIn(words).find((name) => name.startsWith('port:') && !taken.includes(name));
  if (stray === undefined) return;
  const allowed = taken.map((name) => `{${name}}`).join(', ') || 'none';
  throw new MailspecError('E_PROFILE', `{${stray}} is not the port of an endpoint; allowed: ${allowed}`, {
    where: file,
  });
}
