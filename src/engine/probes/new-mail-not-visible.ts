import { MailspecError } from '../../model/errors.js';
import { escape } from '../../model/escape.js';
import { generateMessage } from '../../suite/messages.js';
import { defineProbe } from '../probe.js';
import { countOf } from './count-of.js';

const notVisible = 'rfc1939-4-new-mail-not-visible';

/** Transcripts bring no mail in while they are played. */
export const newMailNotVisible = defineProbe(
  {
    id: 'rfc1939/4/new-mail-not-visible',
    title: 'RFC 1939 section 4: The maildrop at login',
    prose: 'Mail that comes while a session is open takes no number in it; the next session has it.',
    needs: ['mail'],
    mail: [120, 200],
    rules: [notVisible],
    file: 'src/engine/probes/new-mail-not-visible.ts',
  },
  async (run, cast) => {
    const { deliver } = run.context;
    if (deliver === undefined || deliver === null) return run.block('no way to bring mail in');
    const session = await run.connect();
    await session.logIn(cast);
    if ((await countOf(run, session)) !== 2) run.block('the maildrop does not hold the two messages');
    try {
      await deliver(cast.account, [generateMessage(300, 3)]);
    } catch (error) {
      if (!(error instanceof MailspecError) || error.code !== 'E_MAIL') throw error;
      // A server may keep everybody out of a maildrop that is open, deliveries too.
      run.skip(notVisible, 'no mail comes in while a session is open');
      return;
    }

    const during = await countOf(run, session);
    const third = (await session.ask('LIST 3')).lines[0]?.octets;
    await session.ask('RSET');
    const afterReset = await countOf(run, session);
    await session.quit();

    // Only mail that really came shows anything; it is removed again, so that the next case finds none of it.
    const next = await run.connect();
    await next.logIn(cast);
    if ((await countOf(run, next)) !== 3) run.block('the mail never came to the maildrop');
    await next.ask('DELE 3');
    await next.quit();

    run.judged(notVisible);
    if (during !== 2 || afterReset !== 2 || third?.[0] === 0x2b) {
      const listed = third === undefined ? 'nothing' : escape(third, 80);
      run.charge(notVisible, {
        expected: ['STAT counts two messages as before, also behind RSET, and LIST 3 gets -ERR'],
        actual: `STAT counts ${String(during)}, behind RSET ${String(afterReset)}, and LIST 3 gets ${listed}`,
        shape: 'new mail has a number',
        evidence: 'positive',
      });
    }
  },
);
