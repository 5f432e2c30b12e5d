import { err, ok } from '../session/pop3/reply.js';
import { group, onCommand } from './helpers.js';

/** STLS and what TLS changes. */
export const stlsFaults = group('stls', [
  {
    name: 'stls-runs-injected-command',
    title: 'a command in clear behind STLS is run under TLS (CVE-2011-0411)',
    row: 'rfc2595-4-injected-commands',
    plant: () => ({ keepsInputOverTls: true }),
  },
  {
    name: 'stls-after-login',
    title: 'STLS is accepted after login',
    row: 'rfc2595-4-stls-authorization-only',
    plant: (correct) =>
      onCommand(correct, 'STLS', (session, _command, next) =>
        session.drop !== null && session.tls === 'possible' ? ok('begin TLS now', 'start TLS') : next(),
      ),
  },
  {
    name: 'stls-enters-transaction',
    title: 'STAT is answered under TLS before login',
    row: 'rfc2595-4-stays-authorization',
    plant: (correct) =>
      onCommand(correct, 'STAT', (session, _command, next) =>
        session.drop === null && session.tls === 'active' ? ok('0 0') : next(),
      ),
  },
  {
    name: 'stls-listed-but-refused',
    title: 'CAPA lists STLS, which is refused',
    row: 'rfc2595-4-stls-listed-works',
    plant: (correct) =>
      onCommand(correct, 'STLS', (session, _command, next) =>
        session.tls === 'possible' && session.drop === null ? err('no TLS today') : next(),
      ),
  },
  {
    name: 'stls-listed-under-tls',
    title: 'CAPA lists STLS under TLS and after login',
    row: 'rfc2595-4-stls-unlisted-when-refused',
    plant: (correct) => ({
      capabilities: (session, lines) => [...new Set([...correct.capabilities(session, lines), 'STLS'])],
    }),
  },
  {
    name: 'plain-unlisted-under-tls',
    title: 'under TLS PLAIN is not listed',
    row: 'rfc5034-4-plain-over-tls',
    plant: (correct) => ({
      capabilities: (session, lines) =>
        correct
          .capabilities(session, lines)
          .map((line) =>
            session.tls === 'active' && line.startsWith('SASL') ? line.replace(' PLAIN', '') : line,
          ),
    }),
  },
]);
