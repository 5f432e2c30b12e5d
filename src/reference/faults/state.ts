import { beginAuth } from '../session/pop3/auth.js';
import { enter } from '../session/pop3/login.js';
import { err, ok } from '../session/pop3/reply.js';
import { PerSession, accountOf, group, isErr, onCommand } from './helpers.js';

/** Commands in the wrong state, and logins that are none. */
export const stateFaults = group('state', [
  {
    name: 'stat-before-login',
    title: 'STAT is answered before login',
    row: 'rfc1939-5-stat-transaction-only',
    plant: (correct) =>
      onCommand(correct, 'STAT', (session, _command, next) => (session.drop === null ? ok('0 0') : next())),
  },
  {
    name: 'refused-dele-has-effect',
    title: 'DELE before login is refused, but marks the message once somebody has logged in',
    row: 'rfc1939-3-wrong-state-no-effect',
    plant: (correct) => {
      const wanted = new PerSession<number[]>(() => []);
      return onCommand(correct, '*', (session, { verb, rest }, next) => {
        if (session.drop === null && verb === 'DELE') wanted.get(session).push(Number(rest));
        const reply = next();
        if (session.drop !== null)
          for (const number of wanted.get(session).splice(0)) session.drop.marked.add(number);
        return reply;
      });
    },
  },
  {
    name: 'pass-without-user',
    title: 'PASS with no USER before it logs in as whoever has that secret',
    row: 'rfc1939-7-pass-without-user',
    plant: (correct) =>
      onCommand(correct, 'PASS', (session, { rest }, next) => {
        const owner = session.realm.accounts.find(({ secret }) => secret.toString('latin1') === rest);
        return session.named === null && session.drop === null && owner ? enter(session, owner) : next();
      }),
  },
  {
    name: 'user-alone-logs-in',
    title: 'after USER alone the maildrop is open',
    row: 'rfc1939-3-wrong-state-err',
    plant: (correct) =>
      onCommand(correct, 'STAT', (session, _command, next) => {
        if (session.named !== null) enter(session, accountOf(session.realm, session.named));
        return next();
      }),
  },
  {
    name: 'refused-pass-logs-in',
    title: 'a refused PASS leaves the session logged in',
    row: 'rfc1939-7-pass-failed-not-transaction',
    plant: (correct) =>
      onCommand(correct, 'PASS', (session, _command, next) => {
        const reply = next();
        if (isErr(reply) && session.named !== null) enter(session, accountOf(session.realm, session.named));
        return reply;
      }),
  },
  {
    name: 'refused-apop-logs-in',
    title: 'a refused APOP leaves the session logged in',
    row: 'rfc1939-7-apop-failure',
    plant: (correct) =>
      onCommand(correct, 'APOP', (session, { rest }, next) => {
        const reply = next();
        const [user = ''] = (rest ?? '').split(' ');
        if (isErr(reply)) enter(session, accountOf(session.realm, Buffer.from(user, 'latin1')));
        return reply;
      }),
  },
  {
    name: 'user-after-login',
    title: 'USER is accepted after login',
    row: 'rfc1939-9-user-auth-only',
    plant: (correct) =>
      onCommand(correct, 'USER', (session, _command, next) =>
        session.drop === null ? next() : ok('name taken'),
      ),
  },
  {
    name: 'auth-after-login',
    title: 'AUTH begins an exchange after login',
    row: 'rfc1734-2-state-authorization-only',
    plant: (correct) =>
      onCommand(correct, 'AUTH', (session, { rest }, next) =>
        session.drop === null ? next() : beginAuth(session, (rest ?? '').split(' ')),
      ),
  },
  {
    name: 'apop-refused-after-failed-pass',
    title: 'after a refused PASS the timestamp is used up',
    row: 'rfc1939-7-apop-after-failed-pass',
    plant: (correct) => {
      const failed = new PerSession(() => false);
      return onCommand(correct, '*', (session, { verb }, next) => {
        if (verb === 'APOP' && failed.get(session)) return err('authentication failed');
        const reply = next();
        if (verb === 'PASS' && isErr(reply)) failed.set(session, true);
        return reply;
      });
    },
  },
  {
    name: 'quit-before-login-stays-open',
    title: 'QUIT before login does not end the session',
    row: 'rfc1939-6-quit-auth-close',
    plant: (correct) =>
      onCommand(correct, 'QUIT', (session, _command, next) =>
        session.drop === null ? ok('goodbye') : next(),
      ),
  },
  {
    name: 'verbs-case-sensitive',
    title: 'commands in lower case are not known',
    row: 'rfc1939-3-keyword-case-insensitive',
    plant: (correct) => ({
      line: (session, line) => {
        const lower = session.exchange === null && /^[A-Z]*[a-z]/.test(line.octets.toString('latin1'));
        return correct.line(session, lower ? { ...line, octets: Buffer.from('X') } : line);
      },
    }),
  },
]);
