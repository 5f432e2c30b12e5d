import { execa } from 'execa';
import { escape } from '../model/escape.js';
import { MailspecError } from '../model/errors.js';
import type { Account, MailRoute } from './target.js';

/** Runs a program once per message, the message on its standard input with CRLF; `{user}` in argv is filled in. */
export function commandRoute(argv: readonly string[]): MailRoute {
  return {
    async deliver(account: Account, messages: readonly Buffer[]): Promise<void> {
      const user = account.user.toString('utf8');
      const [file = '', ...args] = argv.map((word) => word.replaceAll('{user}', () => user));
      for (const message of messages) {
        const done = await execa(file, args, {
          input: message,
          reject: false,
          timeout: 30_000,
          encoding: 'buffer',
          all: true,
        });
        if (!done.failed) continue;
        const printed = escape(Buffer.from(done.all), 2000);
        throw new MailspecError(
          'E_MAIL',
          `mail for ${escape(account.user)} could not be delivered: ${printed}`,
          {
            where: argv.join(' '),
          },
        );
      }
    },
  };
}
