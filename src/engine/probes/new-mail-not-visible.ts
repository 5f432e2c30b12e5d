import { MailspecError } from '../../model/errors.js';
import { escape } from '../../model/escape.js';
import { generateMessage } from '../../suite/messages.js';
import { defineProbe, type ProbeConnection, type ProbeRun } from '../probe.js';

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
    if ((await count(run, session)) !== 2) run.block('the maildrop does not hold the two messages');
    try {
      await deliver(cast.account, [generateMessage(300, 3)]);
    } catch (error) {
      if (!(error instanceof MailspecError) || error.code !== 'E_MAIL') throw error;
      // A server may keep everybody out of a maildrop that is open, deliveries too.
      run.skip(notVisible, 'no mail comes in while a session is open');
      return;
    }

    const during = await count(run, session);
    const third = (await session.ask('LIST 3')).lines[0]?.octets;
    await session.quit();

    // Only mail that really came shows anything; it is removed again, so that the next case finds none of it.
    const next = await run.connect();
    await next.logIn(cast);
    if ((await count(run, next)) !== 3) run.block('the mail never came to the maildrop');
    await next.ask('DELE 3');
    await next.quit();

    run.judged(notVisible);
    if (during !== 2 || third?.[0] === 0x2b) {
      const listed = third === undefined ? 'nothing' : escape(third, 80);
      run.charge(notVisible, {
        expected: ['STAT counts two messages as before, and LIST 3 gets -ERR'],
        actual: `STAT counts ${String(during)}, and LIST 3 gets ${listed}`,
        shape: 'new mail has a number',
        evidence: 'positive',
      });
    }
  },
);

/** What STAT counts. */
async function count(run: ProbeRun, session: ProbeConnection): Promise<number> {
  const line = (await session.ask('STAT')).lines[0]?.octets.toString('latin1') ?? '';
  const found = /^\+OK (\d+) /.exec(line)?.[1];
  return found === undefined ? run.block('STAT gives no count') : Number(found);
}
