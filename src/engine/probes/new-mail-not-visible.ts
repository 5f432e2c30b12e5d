import { escape } from '../../model/escape.js';
import { defineProbe } from '../probe.js';
import { countOf } from './count-of.js';
import { deliverDuring } from './deliver-during.js';

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
    const session = await deliverDuring(run, cast, notVisible);
    if (session === null) return;

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
