import { MailspecError } from '../model/errors.js';
import { findProfile } from './find-target.js';
import { loadProfile, type LoadOptions } from './load-profile.js';
import { openAddress } from './open-address.js';
import { openProgram } from './open-program.js';
import { openReference } from './open-reference.js';
import type { Account, Target } from './target.js';

export interface OpenOptions extends LoadOptions {
  /** Those of `--accounts`; a program that is started here gets them made, the reference server too. */
  readonly accounts?: readonly Account[] | undefined;
  /** Names of planted faults of the reference server; other targets have none. */
  readonly faults?: readonly string[] | undefined;
}

/**
 * Opens what the words name: `reference`, a folder of targets/, a profile file, or one or several addresses of
 * one host. Whoever opens a target stops it.
 * @throws MailspecError E_USAGE, E_PROFILE, E_ACCOUNTS, E_TARGET_START
 */
export async function openTarget(
  words: string | readonly string[],
  options: OpenOptions = {},
): Promise<Target> {
  const list = typeof words === 'string' ? [words] : words;
  const [first] = list;
  if (first === undefined) throw new MailspecError('E_USAGE', 'no target named');
  if (list.every((word) => word.includes('://'))) return openAddress(list, options.accounts ?? []);
  if (list.length > 1) {
    throw new MailspecError('E_USAGE', `${list.join(' ')}: only addresses of one host make one target`, {
      hint: 'certify them one after another',
    });
  }
  if (first === 'reference') return openReference(options.accounts ?? null, options.faults ?? []);
  const profile = findProfile(first);
  if (profile === null) {
    throw new MailspecError('E_USAGE', `${first} is no target`, {
      hint: 'allowed: reference, pop3://host:port, a folder of targets/, a profile file (.yaml)',
    });
  }
  return openProgram(await loadProfile(profile, options), options.accounts ?? null);
}
