import { beginAuth } from '../session/pop3/auth.js';
import { err, ok, ready } from '../session/pop3/reply.js';
import { PerSession, group, isErr, isOk, onCommand, onReply, onResponse } from './helpers.js';

/** The frame of AUTH: cancel, base64, initial responses, challenges, mechanism names. */
export const authFaults = group('auth', [
  {
    name: 'cancel-ok',
    title: 'a cancelled exchange gets +OK',
    row: 'rfc1734-2-cancel-reject',
    plant: (correct) =>
      onResponse(correct, (_session, text, next) => {
        const reply = next();
        return text === '*' ? ok('cancelled') : reply;
      }),
  },
  {
    name: 'star-is-data',
    title: 'a lone asterisk is taken for a response, and another one asked for',
    row: 'rfc5034-4-cancel-err',
    plant: (correct) =>
      onResponse(correct, (_session, text, next) => (text === '*' ? ready(Buffer.alloc(0)) : next())),
  },
  {
    name: 'cancel-keeps-exchange',
    title: 'after a cancel the next line is still taken for a response',
    row: 'rfc1734-2-cancel-then-usable',
    plant: (correct) =>
      onResponse(correct, (session, text, next) => {
        const { exchange } = session;
        const reply = next();
        if (text === '*') session.exchange = exchange;
        return reply;
      }),
  },
  {
    name: 'base64-lenient',
    title: 'characters outside the alphabet are skipped in a response',
    row: 'rfc5034-4-bad-base64-err',
    plant: (correct) => ({
      decodeBase64: (text) =>
        correct.decodeBase64(text) ??
        Buffer.from(text.toString('latin1').replace(/[^A-Za-z0-9+/=]/g, ''), 'base64'),
    }),
  },
  {
    name: 'base64-inner-padding',
    title: 'padding within a response is accepted',
    row: 'rfc5034-4-inner-pad-err',
    plant: (correct) => ({
      decodeBase64: (text) => {
        const parts = text.toString('latin1').match(/[^=]+=*/g) ?? [];
        const decoded = parts.map((part) => correct.decodeBase64(Buffer.from(part)));
        return decoded.every((part) => part !== null) ? Buffer.concat(decoded) : null;
      },
    }),
  },
  {
    name: 'base64-without-padding',
    title: 'a response that lacks its padding is accepted',
    row: 'rfc5034-4-missing-pad',
    plant: (correct) => ({
      decodeBase64: (text) => {
        const word = text.toString('latin1');
        return correct.decodeBase64(Buffer.from(word.padEnd(Math.ceil(word.length / 4) * 4, '=')));
      },
    }),
  },
  {
    name: 'command-within-auth',
    title: 'QUIT is obeyed where a response is due',
    row: 'rfc5034-4-line-is-response',
    plant: (correct) =>
      onResponse(correct, (_session, text, next) => (text === 'QUIT' ? ok('goodbye', 'close') : next())),
  },
  {
    name: 'input-behind-auth-lost',
    title: 'what stands behind AUTH in the same segment is lost',
    row: 'rfc2449-6.6-pipelining-across-login',
    plant: (correct) =>
      onCommand(correct, 'AUTH', (session, _command, next) => {
        const reply = next();
        if (!isErr(reply)) session.dropInput();
        return reply;
      }),
  },
  {
    name: 'unknown-mechanism-challenged',
    title: 'AUTH with a mechanism that is not supported gets a challenge',
    row: 'rfc5034-4-unsupported-mech-err',
    plant: (correct) =>
      onCommand(correct, 'AUTH', (session, _command, next) => {
        const reply = next();
        if (!reply.octets.toString('latin1').includes('no such mechanism')) return reply;
        return beginAuth(session, ['CRAM-MD5']);
      }),
  },
  {
    name: 'cram-takes-initial-response',
    title: 'AUTH CRAM-MD5 with an initial response gets a challenge',
    row: 'rfc5034-4-ir-server-first-err',
    plant: (correct) =>
      onCommand(correct, 'AUTH', (_session, command, next) =>
        next(/^cram-md5 /i.test(command.rest ?? '') ? { ...command, rest: 'CRAM-MD5' } : command),
      ),
  },
  {
    name: 'empty-initial-response-asked-again',
    title: '= as initial response is taken for none',
    row: 'rfc5034-4-empty-ir',
    plant: (correct) =>
      onCommand(correct, 'AUTH', (_session, command, next) =>
        next({ ...command, rest: command.rest?.replace(/ =$/, '') ?? null }),
      ),
  },
  {
    name: 'initial-response-ignored',
    title: 'an initial response is not looked at, and asked for again',
    row: 'rfc5034-4-ir-accepted',
    plant: (correct) =>
      onCommand(correct, 'AUTH', (_session, command, next) =>
        next({ ...command, rest: command.rest?.split(' ')[0] ?? null }),
      ),
  },
  {
    name: 'bad-initial-response-asked-again',
    title: 'an initial response that is no base64 is asked for again',
    row: 'rfc5034-4-bad-base64-ir-err',
    plant: (correct) =>
      onCommand(correct, 'AUTH', (_session, command, next) => {
        const reply = next();
        if (!reply.octets.toString('latin1').includes('no base64')) return reply;
        return next({ ...command, rest: command.rest?.split(' ')[0] ?? null });
      }),
  },
  {
    name: 'empty-challenge-without-space',
    title: 'an empty challenge is a plus without its space',
    row: 'rfc5034-4-empty-challenge',
    plant: (correct) => onReply(correct, (text) => text.replace(/^\+ \r\n/, '+\r\n')),
  },
  {
    name: 'empty-challenge-with-text',
    title: 'an empty challenge carries a text for people',
    row: 'rfc5034-4-challenge-only-base64',
    plant: (correct) => onReply(correct, (text) => text.replace(/^\+ \r\n/, '+ go ahead, please\r\n')),
  },
  {
    name: 'mechanism-case-sensitive',
    title: 'mechanism names in lower case are not known',
    row: 'rfc1734-3-case-insensitive',
    plant: (correct) =>
      onCommand(correct, 'AUTH', (_session, { rest }, next) =>
        /^[^ ]*[a-z]/.test(rest ?? '') ? err('unknown') : next(),
      ),
  },
  {
    name: 'login-refused-after-failed-auth',
    title: 'after a failed AUTH no login works on this connection',
    row: 'rfc5034-4-failed-auth-forgotten',
    plant: (correct) => {
      const failed = new PerSession(() => false);
      return {
        ...onResponse(correct, (session, _text, next) => {
          const reply = failed.get(session) ? (next(), err('authentication failed')) : next();
          if (isErr(reply)) failed.set(session, true);
          return reply;
        }),
        ...onCommand(correct, '*', (session, { verb }, next) =>
          failed.get(session) && ['PASS', 'APOP', 'AUTH'].includes(verb)
            ? err('authentication failed')
            : next(),
        ),
      };
    },
  },
  {
    name: 'second-mechanism-refused',
    title: 'after a failed AUTH another one is refused as out of place',
    row: 'rfc1734-2-retry-other-mech',
    plant: (correct) => {
      const begun = new PerSession(() => false);
      return onCommand(correct, 'AUTH', (session, _command, next) => {
        if (begun.get(session)) return err('AUTH was given already');
        const reply = next();
        begun.set(session, reply.octets[0] === 0x2b && !isOk(reply));
        return reply;
      });
    },
  },
  {
    name: 'long-response-cut',
    title: 'a response above 512 octets is read as several lines',
    row: 'rfc5034-4-long-response',
    plant: () => ({ splitAt: 512 }),
  },
]);
