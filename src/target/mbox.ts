import { appendFile, chown, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Deadline } from '../model/deadline.js';
import { MailspecError } from '../model/errors.js';
import { toLf } from './line-ends.js';
import type { Account, MailRoute } from './target.js';
import { userPath } from './user-path.js';

/** How long a session may hold the lock before delivery gives up, milliseconds. */
const LOCK_WAIT = 10_000;

/** Appends messages to an mbox file. `template` holds `{user}`. To be used while no session is open. */
export function mboxRoute(template: string): MailRoute {
  return {
    async deliver(account: Account, messages: readonly Buffer[]): Promise<void> {
      const path = userPath(template, account.user);
      await withLock(path, async () => {
        const owner = await ownerOf(path);
        await appendFile(path, Buffer.concat(messages.map(mboxEntry)), { mode: 0o660 });
        if (process.getuid?.() === 0) await chown(path, owner.uid, owner.gid);
      });
    },
  };
}

/** The line that starts a message, the message with LF and quoted From lines, an empty line. */
export function mboxEntry(message: Buffer): Buffer {
  const lf = toLf(message);
  const body = Buffer.from(lf.toString('latin1').replace(/^(?=>*From )/gm, '>'), 'latin1');
  const end = lf.at(-1) === 0x0a ? '\n' : '\n\n';
  return Buffer.concat([
    Buffer.from('From mailspec@localhost Mon Jan  1 00:00:00 2024\n'),
    body,
    Buffer.from(end),
  ]);
}

/** The lock file that mail programs agree on: `<mbox>.lock`, made so that only one can make it. */
async function withLock(path: string, work: () => Promise<void>): Promise<void> {
  const lock = `${path}.lock`;
  const deadline = Deadline.in(LOCK_WAIT);
  for (;;) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      break;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      if (deadline.passed) {
        throw new MailspecError('E_MAIL', `${lock} was not released in ${String(LOCK_WAIT / 1000)} s`, {
          cause,
        });
      }
      await sleep(10);
    }
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number }> {
  try {
    return await stat(path);
  } catch {
    return stat(dirname(path));
  }
}
