import { err } from '../session/pop3/reply.js';
import { accountOf, group, isErr, onCommand } from './helpers.js';

/** What one learns, or inherits, that was not meant for one. */
export const leakFaults = group('leak', [
  {
    name: 'unknown-user-told-apart',
    title: 'PASS says that there is no such user',
    row: 'rfc1939-13-same-refusal',
    plant: (correct) =>
      onCommand(correct, 'PASS', (session, _command, next) => {
        const unknown = session.named !== null && accountOf(session.realm, session.named) === null;
        const reply = next();
        return unknown && isErr(reply) ? err('no such mailbox') : reply;
      }),
  },
  {
    name: 'refusal-shows-secret',
    title: 'a refused PASS is answered with the secret that would have been right',
    row: 'rfc1939-13-same-refusal',
    plant: (correct) =>
      onCommand(correct, 'PASS', (session, _command, next) => {
        const account = session.named === null ? null : accountOf(session.realm, session.named);
        const reply = next();
        return isErr(reply) && account !== null ? err(`not ${account.secret.toString('latin1')}`) : reply;
      }),
  },
  {
    name: 'in-use-told-to-anybody',
    title: '[IN-USE] is said although the password was wrong',
    row: 'rfc2449-8.1.2-in-use-authenticated',
    plant: (correct) =>
      onCommand(correct, 'PASS', (session, _command, next) => {
        const user = session.named;
        const reply = next();
        if (user === null || !isErr(reply)) return reply;
        const lock = session.realm.store.lock(user);
        lock?.release();
        return lock === null ? err('[IN-USE] another session has this maildrop') : reply;
      }),
  },
  {
    name: 'user-of-previous-connection',
    title: 'PASS with no USER takes the name given on the connection before',
    row: 'rfc1939-7-pass-without-user',
    plant: (correct) => {
      let previous: Buffer | null = null;
      return onCommand(correct, '*', (session, { verb }, next) => {
        if (verb === 'PASS' && session.drop === null) session.named ??= previous;
        const reply = next();
        previous = session.pending ?? previous;
        return reply;
      });
    },
  },
]);
