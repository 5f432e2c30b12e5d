import type { Pop3Behaviour } from '../session/pop3/behaviour.js';
import { enter } from '../session/pop3/login.js';
import { err } from '../session/pop3/reply.js';
import { PerSession, accountOf, group, isErr, isOk, onCommand, watch } from './helpers.js';

/** Lets the fourth attempt through, whatever it is: the counter ends the comparison (CVE-2005-0198). */
function fourthIsRight(
  method: 'cramMatches' | 'passMatches',
): (correct: Pop3Behaviour) => Partial<Pop3Behaviour> {
  return (correct) => {
    const watching = watch(correct);
    const tried = new PerSession(() => 0);
    const count = (): number => {
      const session = watching.session();
      if (session === null) return 0;
      tried.set(session, tried.get(session) + 1);
      return tried.get(session);
    };
    return method === 'cramMatches'
      ? { ...watching.changes, cramMatches: (check) => count() > 3 || correct.cramMatches(check) }
      : { ...watching.changes, passMatches: (check) => count() > 3 || correct.passMatches(check) };
  };
}

/** Counters that change what is right. */
export const attemptFaults = group('attempts', [
  {
    name: 'fourth-cram-accepted',
    title: 'the fourth wrong digest on a connection is accepted',
    row: 'rfc2195-2-incorrect-refused',
    plant: fourthIsRight('cramMatches'),
  },
  {
    name: 'fourth-pass-accepted',
    title: 'the fourth wrong password on a connection is accepted',
    row: 'rfc1939-7-pass-decides',
    plant: fourthIsRight('passMatches'),
  },
  {
    name: 'locked-out-after-three',
    title: 'after three wrong passwords the right one is refused, on an open connection',
    row: 'rfc1939-7-user-after-failed-pass',
    plant: (correct) => {
      const failed = new PerSession(() => 0);
      return onCommand(correct, 'PASS', (session, _command, next) => {
        if (failed.get(session) >= 3) return err('authentication failed');
        const reply = next();
        if (isErr(reply)) failed.set(session, failed.get(session) + 1);
        return reply;
      });
    },
  },
  {
    name: 'failures-of-others-count',
    title: 'after a wrong password on one connection the next right one on another is refused',
    row: 'rfc1939-7-pass-decides',
    plant: (correct) => {
      let failed = false;
      return onCommand(correct, 'PASS', (_session, _command, next) => {
        if (failed) {
          failed = false;
          return err('authentication failed');
        }
        const reply = next();
        failed = isErr(reply);
        return reply;
      });
    },
  },
  {
    name: 'password-cached-for-all',
    title: 'a password that was right for one user opens the next maildrop too',
    row: 'rfc1939-7-pass-decides',
    plant: (correct) => {
      const right = new Set<string>();
      return onCommand(correct, 'PASS', (session, { rest }, next) => {
        const user = session.named;
        const reply = next();
        if (isOk(reply)) right.add(rest ?? '');
        return isErr(reply) && user !== null && right.has(rest ?? '')
          ? enter(session, accountOf(session.realm, user))
          : reply;
      });
    },
  },
  {
    name: 'failed-login-keeps-lock',
    title: 'a wrong password leaves the maildrop locked',
    row: 'rfc1939-4-release-lock-before-err',
    plant: (correct) =>
      onCommand(correct, 'PASS', (session, _command, next) => {
        const user = session.named;
        const reply = next();
        if (isErr(reply) && user !== null && accountOf(session.realm, user) !== null)
          session.realm.store.lock(user);
        return reply;
      }),
  },
]);
