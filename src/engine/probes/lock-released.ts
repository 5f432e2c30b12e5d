import { setTimeout as sleep } from 'node:timers/promises';
import { Deadline } from '../../model/deadline.js';
import type { Cast } from '../context.js';
import { logIn, type LoginOutcome } from '../login.js';
import { defineProbe, type ProbeRun } from '../probe.js';

const released = 'rfc1939-6-quit-release-lock';
const exclusive = 'rfc1939-4-exclusive-lock';

/** RFC 1939 gives no time for it; a lock that is still there after so long was not released. */
const patienceMs = 10_000;
const pauseMs = 200;

/** The lock is released behind the answer to QUIT, so the next login is tried from the end of the connection on. */
export const quitReleasesLock = defineProbe(
  {
    id: 'rfc1939/6/quit-releases-lock',
    title: 'RFC 1939 section 6: The UPDATE State',
    prose: 'QUIT frees the maildrop: the next login is let in.',
    rules: [released],
    file: 'src/engine/probes/lock-released.ts',
  },
  async (run, cast) => {
    // The account was let in when the run began, and that session ended with QUIT; so does the first one here.
    for (let before = 0; before < 2; before++) {
      const { outcome } = await nextLogin(run, cast);
      if (outcome.ok) continue;
      if (outcome.refused && outcome.code === 'LOGIN-DELAY') {
        run.skip(released, 'logins are wanted further apart than the harness waits');
        return;
      }
      run.charge(released, {
        expected: ['a login within ten seconds after QUIT'],
        actual: outcome.problem,
        shape: 'no login after QUIT',
        evidence: 'absence',
      });
      return;
    }
    run.judged(released);
  },
);

/** No sentence says when a lock ends with a connection that was dropped. */
export const dropReleasesLock = defineProbe(
  {
    id: 'rfc1939/6/drop-releases-lock',
    title: 'RFC 1939 section 6: The UPDATE State',
    prose: 'How soon a maildrop can be had again after a connection that was dropped.',
    rules: [exclusive],
    file: 'src/engine/probes/lock-released.ts',
  },
  async (run, cast) => {
    const connection = await run.connect();
    await connection.logIn(cast);
    await connection.ask('STAT');
    connection.session.connection.reset();
    const { outcome, tries } = await nextLogin(run, cast);
    const when = tries === 1 ? 'at once' : 'after a while';
    run.note(
      exclusive,
      outcome.ok
        ? `after a dropped connection the next login is let in ${when}`
        : 'ten seconds after a dropped connection the next login is still refused',
    );
  },
);

/** Logs in on new connections until one is let in or the time is over; each ends with QUIT. */
async function nextLogin(run: ProbeRun, cast: Cast): Promise<{ outcome: LoginOutcome; tries: number }> {
  const deadline = Deadline.in(patienceMs);
  for (let tries = 1; ; tries++) {
    const outcome = await tryLogin(run, cast);
    if (outcome.ok || deadline.passed) return { outcome, tries };
    await sleep(Math.min(pauseMs, deadline.remaining), undefined, { signal: run.context.signal });
  }
}

async function tryLogin(run: ProbeRun, cast: Cast): Promise<LoginOutcome> {
  if (cast.method === null) return run.block('no way to log in works');
  const connection = await run.connect();
  const deadline = Deadline.in(run.context.times.credential);
  const outcome = await logIn(connection.session, cast.method, cast.account, connection.greeting, deadline, (group) => run.observe(group)); // prettier-ignore
  await connection.quit();
  return outcome;
}
