import { chmod, chown, mkdir, rename, writeFile, stat } from 'node:fs/promises';
import { join, dirname } from 'node:path';
import type { Account, MailRoute } from './target.js';
import { toLf } from './line-ends.js';
import { userPath } from './user-path.js';

/** Puts messages into `new/` of a maildir. `template` holds `{user}`. */
export function maildirRoute(template: string): MailRoute {
  return {
    async deliver(account: Account, messages: readonly Buffer[]): Promise<void> {
      const folder = userPath(template, account.user);
      const owner = await makeMaildir(folder);
      for (const message of messages) await drop(folder, owner, toLf(message));
    },
  };
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Names sort in the order of delivery, in every locale: the same number of digits in each. */
let delivered = 0;
let lastSecond = 0;

async function drop(folder: string, owner: Owner, octets: Buffer): Promise<void> {
  // Servers order by the seconds in front, and some by nothing else, so each message gets its own second.
  lastSecond = Math.max(lastSecond + 1, Math.floor(Date.now() / 1000) - 100_000);
  delivered++;
  const serial = String(delivered).padStart(6, '0');
  const name = `${String(lastSecond)}.M${serial}P${String(process.pid)}.mailspec`;
  const temporary = join(folder, 'tmp', name);
  await writeFile(temporary, octets, { mode: 0o600, flag: 'wx' });
  await give(temporary, owner);
  await rename(temporary, join(folder, 'new', name));
}

/** Makes what is missing of cur, new and tmp; it belongs to whom the nearest folder above belongs to. */
async function makeMaildir(folder: string): Promise<Owner> {
  const owner = await ownerOf(folder);
  for (const path of ['', 'cur', 'new', 'tmp'].map((part) => join(folder, part))) {
    const first = await mkdir(path, { recursive: true, mode: 0o700 });
    for (
      let made = first === undefined ? '' : path;
      made !== '';
      made = made === first ? '' : dirname(made)
    ) {
      await chmod(made, 0o700);
      await give(made, owner);
    }
  }
  return owner;
}

async function ownerOf(path: string): Promise<Owner> {
  try {
    return await stat(path);
  } catch {
    return ownerOf(dirname(path));
  }
}

async function give(path: string, owner: Owner): Promise<void> {
  if (process.getuid?.() === 0) await chown(path, owner.uid, owner.gid);
}
