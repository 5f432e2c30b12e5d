import { MailspecError } from '../../model/errors.js';
import { generateMessage } from '../../suite/messages.js';
import { defineProbe } from '../probe.js';
import { countOf } from './count-of.js';

const onlyMarked = 'rfc1939-6-quit-only-marked';

/** Transcripts bring no mail in while they are played. */
export const newMailSurvives = defineProbe(
  {
    id: 'rfc1939/6/new-mail-survives',
    title: 'RFC 1939 section 6: The UPDATE State',
    prose: 'Mail that came while a session was open was not marked by it, and is there after its QUIT.',
    needs: ['mail', '!EXPIRE=0'],
    mail: [120, 200],
    rules: [onlyMarked],
    file: 'src/engine/probes/new-mail-survives.ts',
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
      run.skip(onlyMarked, 'no mail comes in while a session is open');
      return;
    }
    await session.ask('DELE 1');
    await session.quit();

    const next = await run.connect();
    await next.logIn(cast);
    const left = await countOf(run, next);
    const last = (await next.ask(`RETR ${String(left)}`)).lines.map(({ octets }) =>
      octets.toString('latin1'),
    );
    // Removed again, so that the next case finds none of it.
    await next.ask(`DELE ${String(left)}`);
    await next.quit();

    run.judged(onlyMarked);
    const survived = last.includes('Subject: mailspec 3');
    if (left !== 2 || !survived) {
      run.charge(onlyMarked, {
        expected: ['two messages: the one that was not marked, and the one that came'],
        actual: `STAT counts ${String(left)}, and the last one ${survived ? 'came' : 'did not come'} while the session was open`,
        shape: 'new mail is lost at QUIT',
        evidence: 'positive',
      });
    }
  },
);
