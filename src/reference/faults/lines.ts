import type { Pop3Behaviour } from '../session/pop3/behaviour.js';
import { err } from '../session/pop3/reply.js';
import { PerSession, group, isErr, isOk, onCommand, onReply, silence } from './helpers.js';

/** Looks at other octets than those that came. */
function reading(change: (text: string) => string): (correct: Pop3Behaviour) => Partial<Pop3Behaviour> {
  return (correct) => ({
    line: (session, line) => {
      const octets = Buffer.from(change(line.octets.toString('latin1')), 'latin1');
      return correct.line(session, { ...line, octets });
    },
  });
}

/** Lines in, replies out. */
export const lineFaults = group('lines', [
  {
    name: 'nul-ends-line',
    title: 'a line is read up to its first NUL',
    row: 'rfc1939-7-apop-digest-short',
    plant: reading((text) => text.replace(/\0.*$/s, '')),
  },
  {
    name: '8bit-dropped',
    title: 'octets above 127 are dropped from commands',
    row: 'rfc1939-3-unrecognized-err',
    plant: reading((text) => text.replace(/[\x80-\xff]/g, '')),
  },
  {
    name: 'overlong-tail-runs',
    title: 'the rest of a line above 1024 octets is run as a command',
    row: 'rfc5034-4-long-response',
    plant: () => ({ splitAt: 1024 }),
  },
  {
    name: 'line-buffer-128',
    title: 'lines above 128 octets are read as several',
    row: 'rfc2449-4-command-255',
    plant: () => ({ splitAt: 128 }),
  },
  {
    name: 'empty-line-unanswered',
    title: 'an empty line gets no reply',
    row: 'rfc1939-3-bad-syntax-err',
    plant: (correct) =>
      onCommand(correct, '', (_session, { rest }, next) => (rest === null ? silence : next())),
  },
  {
    name: 'two-replies',
    title: 'NOOP gets two replies',
    row: 'rfc1939-3-alternate-commands',
    plant: (correct) =>
      onReply(correct, (text, _session, command) => (command?.verb === 'NOOP' ? text + text : text)),
  },
  {
    name: 'lf-in-status-lines',
    title: 'status lines end in LF alone',
    row: 'rfc1939-3-response-crlf',
    plant: (correct) => onReply(correct, (text) => text.replace(/^((?:\+OK|-ERR)[^\r]*)\r\n/, '$1\n')),
  },
  {
    name: 'lf-in-multi-line',
    title: 'the lines of a multi-line reply end in LF alone',
    row: 'rfc1939-3-multiline-lines-crlf',
    plant: (correct) =>
      onReply(correct, (text) =>
        text.replace(
          /^(\+OK[^\r]*\r\n)(.*\r\n)\.\r\n$/s,
          (_all, status: string, body: string) => `${status}${body.replaceAll('\r\n', '\n')}.\r\n`,
        ),
      ),
  },
  {
    name: 'lower-case-ok',
    title: 'the indicator is +ok in reply to NOOP and STAT',
    row: 'rfc1939-3-indicator-uppercase',
    plant: (correct) =>
      onReply(correct, (text, _session, command) =>
        command?.verb === 'NOOP' || command?.verb === 'STAT' ? text.replace(/^\+OK/, '+ok') : text,
      ),
  },
  {
    name: 'status-line-too-long',
    title: 'an unknown command is echoed three times, beyond 512 octets',
    row: 'rfc1939-3-response-512',
    plant: (correct) =>
      onCommand(correct, '*', (_session, { verb, rest }, next) => {
        const reply = next();
        if (!reply.octets.toString('latin1').includes('no such command')) return reply;
        return err(`no such command: ${`${verb} ${rest ?? ''} `.repeat(3)}`);
      }),
  },
  {
    name: 'final-dot-missing',
    title: 'every third multi-line reply lacks its final dot',
    row: 'rfc1939-3-multiline-terminator',
    plant: (correct) => {
      const replies = new PerSession(() => 0);
      return onReply(correct, (text, session) => {
        if (!/^\+OK[^\r]*\r\n(.*\r\n)?\.\r\n$/s.test(text)) return text;
        replies.set(session, replies.get(session) + 1);
        return replies.get(session) % 3 === 0 ? text.slice(0, -3) : text;
      });
    },
  },
  {
    name: 'replies-out-of-order',
    title: 'STAT is answered after the command behind it, when both came at once',
    row: 'rfc2449-6.6-pipelining-in-turn',
    plant: (correct) => {
      const held = new PerSession<string>(() => '');
      return onReply(correct, (text, session, command) => {
        if (command?.verb === 'STAT' && session.inputWaiting) {
          held.set(session, held.get(session) + text);
          return '';
        }
        const late = held.get(session);
        held.set(session, '');
        return text + late;
      });
    },
  },
  {
    name: 'input-behind-login-lost',
    title: 'what stands behind PASS in the same segment is lost',
    row: 'rfc2449-6.6-pipelining-across-login',
    plant: (correct) =>
      onCommand(correct, 'PASS', (session, _command, next) => {
        const reply = next();
        if (isOk(reply)) session.dropInput();
        return reply;
      }),
  },
  {
    name: 'capa-shrinks-after-login',
    title: 'after login CAPA no longer lists UIDL and TOP',
    row: 'rfc2449-5-announced-both-states',
    plant: (correct) => ({
      capabilities: (session, lines) =>
        correct
          .capabilities(session, lines)
          .filter((line) => session.drop === null || !/^(TOP|UIDL)/.test(line)),
    }),
  },
  {
    name: 'sasl-shrinks-after-failure',
    title: 'after a wrong response CAPA no longer lists CRAM-MD5',
    row: 'rfc5034-4-failed-auth-forgotten',
    plant: (correct) => {
      const failed = new PerSession(() => false);
      return {
        response: (session, line, next) => {
          const reply = correct.response(session, line, next);
          if (isErr(reply)) failed.set(session, true);
          return reply;
        },
        capabilities: (session, lines) =>
          correct
            .capabilities(session, lines)
            .map((line) => (failed.get(session) ? line.replace(' CRAM-MD5', '') : line)),
      };
    },
  },
  {
    name: 'capa-lists-what-fails',
    title: 'CAPA lists SCRAM-SHA-1 and CRAM-MD5, which AUTH refuses',
    row: 'rfc5034-3-listed-mechs-start',
    plant: (correct) =>
      onCommand(correct, 'AUTH', (_session, { rest }, next) =>
        /^(SCRAM-SHA-1|CRAM-MD5)( |$)/i.test(rest ?? '') ? err('not today') : next(),
      ),
  },
  {
    name: 'surplus-argument-ok',
    title: 'arguments too many are ignored',
    row: 'rfc1939-3-surplus-argument',
    plant: (correct) =>
      onCommand(correct, '*', (_session, command, next) =>
        next(['STAT', 'NOOP', 'RSET'].includes(command.verb) ? { ...command, rest: null } : command),
      ),
  },
]);
