import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { selfSignedCertificate } from '../model/certificate.js';
import { MailspecError } from '../model/errors.js';
import { printAccounts } from './accounts.js';
import { fill, type Values } from './fill.js';
import type { Profile } from './profile.js';
import type { Account } from './target.js';
import { placeFile } from './work-folder.js';

/**
 * Fills the work folder: `accounts` (one line each), key.pem, cert.pem and both.pem where a certificate is
 * wanted, the files of the profile; then runs its `prepare` command there.
 */
export async function prepareFolder(
  profile: Profile,
  dir: string,
  values: Values,
  accounts: readonly Account[],
): Promise<void> {
  const { start } = profile;
  if (start === undefined) return;
  const secretly = { mode: 0o600 };
  await writeFile(join(dir, 'accounts'), printAccounts(accounts), secretly);
  if (start.certificate) {
    const { key, cert } = await selfSignedCertificate({
      commonName: 'localhost',
      altNames: ['localhost', '127.0.0.1'],
    });
    await writeFile(join(dir, 'key.pem'), key, secretly);
    await writeFile(join(dir, 'cert.pem'), cert);
    await writeFile(join(dir, 'both.pem'), `${key}\n${cert}`, secretly);
  }
  for (const name of start.files) await placeFile(join(profile.folder, name), dir, values);
  if (start.prepare !== undefined)
    await runPrepare(
      profile,
      dir,
      start.prepare.map((word) => fill(word, values)),
    );
}

async function runPrepare(profile: Profile, dir: string, argv: readonly string[]): Promise<void> {
  const [file = '', ...args] = argv;
  const done = await execa(file, args, {
    cwd: dir,
    reject: false,
    timeout: 60_000,
    all: true,
    stdin: 'ignore',
  });
  if (!done.failed) return;
  throw new MailspecError(
    'E_TARGET_START',
    `preparing ${profile.name} failed: ${done.shortMessage}\n${done.all}`,
    {
      where: profile.file,
    },
  );
}
