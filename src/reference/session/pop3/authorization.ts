import { authenticate } from '../../realm.js';
import type { Pop3Session } from '../pop3.js';
import { beginAuth } from './auth.js';
import type { Handler } from './handler.js';
import { clearTextRefused, enter } from './login.js';
import { err, ok } from './reply.js';
import type { Reply } from './reply.js';

/** The commands of the AUTHORIZATION state. */
export const authorization: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['USER', { phase: 'authorization', least: 1, most: 1, offer: 'user', run: user }],
  ['PASS', { phase: 'authorization', least: 0, most: Infinity, offer: 'user', run: pass }],
  ['APOP', { phase: 'authorization', least: 2, most: 2, offer: 'apop', run: apop }],
  ['AUTH', { phase: 'authorization', least: 1, most: 2, run: beginAuth }],
  ['STLS', { phase: 'authorization', least: 0, most: 0, offer: 'stls', run: stls }],
]);

/** Every name is taken: who exists shows only to those who know a secret. */
function user(session: Pop3Session, [name = '']: readonly string[]): Reply {
  if (clearTextRefused(session)) return err('USER and PASS are refused without TLS');
  if (session.named !== null) return err('USER was given already, PASS is due');
  session.pending = Buffer.from(name, 'latin1');
  return ok('now the password');
}

/** Spaces belong to the password (RFC 1939 section 7); it follows at once on an accepted USER. */
function pass(session: Pop3Session, _words: readonly string[], rest: string): Reply {
  if (clearTextRefused(session)) return err('USER and PASS are refused without TLS');
  const { named: user, realm, does } = session;
  if (user === null) return err('PASS must follow an accepted USER');
  if (rest === '') return err('PASS needs a password');
  const given = Buffer.from(rest, 'latin1');
  return enter(
    session,
    authenticate(realm, user, 'user', (secret) => does.passMatches({ realm, user, given, secret })),
  );
}

function apop(session: Pop3Session, [name = '', digest = '']: readonly string[]): Reply {
  const { timestamp, realm, does } = session;
  if (session.named !== null) return err('PASS is due');
  const user = Buffer.from(name, 'latin1');
  return enter(
    session,
    authenticate(realm, user, 'apop', (secret) =>
      does.apopMatches({ realm, user, challenge: timestamp, digest, secret }),
    ),
  );
}

/** RFC 2595 section 4. */
function stls(session: Pop3Session): Reply {
  if (session.tls !== 'possible')
    return err(session.tls === 'active' ? 'TLS is active already' : 'no TLS here');
  return ok('begin TLS now', 'start TLS');
}
