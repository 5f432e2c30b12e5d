import { defineProbe } from '../probe.js';
import { countOf } from './count-of.js';
import { deliverDuring } from './deliver-during.js';

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
    const session = await deliverDuring(run, cast, onlyMarked);
    if (session === null) return;
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
