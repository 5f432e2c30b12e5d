import { existsSync } from 'node:fs';
import { MailspecError } from '../model/errors.js';
import { realFolder } from './find-target.js';
import { fill } from './fill.js';
import type { Profile } from './profile.js';

/** Files of `installed:` that are not there; none when the program can be started. */
export function missingFiles(profile: Profile): string[] {
  const values = new Map([
    ['here', profile.folder],
    ['real', realFolder()],
  ]);
  return profile.installed.map((path) => fill(path, values)).filter((path) => !existsSync(path));
}

/** @throws MailspecError E_TARGET_START when the program cannot run on this machine as this user */
export function checkCanStart(profile: Profile): void {
  const [missing] = missingFiles(profile);
  if (missing !== undefined) {
    throw new MailspecError('E_TARGET_START', `${profile.name} is not installed: ${missing} is missing`, {
      where: profile.file,
      ...(profile.install === '' ? {} : { hint: `to install it, as root: ${profile.install}` }),
    });
  }
  if (profile['needs-root'] && process.getuid?.() !== 0) {
    throw new MailspecError('E_TARGET_START', `${profile.name} needs root and a mount namespace of its own`, {
      where: profile.file,
      hint: 'run mailspec as root, or start the program yourself and give its address as pop3://host:port',
    });
  }
}
