import { usableMechanisms } from '../../mechanisms/usable.js';
import type { Pop3Session } from '../pop3.js';
import type { Handler } from './handler.js';
import { clearTextRefused } from './login.js';
import { err, multiLine, ok } from './reply.js';
import type { Reply } from './reply.js';

/** The commands that both states have. */
export const anywhere: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['CAPA', { phase: 'any', least: 0, most: 0, offer: 'capa', run: capa }],
  ['QUIT', { phase: 'any', least: 0, most: 0, run: quit }],
]);

/** RFC 2449 section 5: what is listed before login is listed after it, but for STLS (RFC 2595 section 4). */
function capa(session: Pop3Session): Reply {
  const { offers } = session.realm;
  const mechanisms = usableMechanisms(session.realm, session.tls === 'active').map(({ name }) => name);
  const lines = [
    ...(offers.has('top') ? ['TOP'] : []),
    ...(offers.has('uidl') ? ['UIDL'] : []),
    ...(offers.has('user') && !clearTextRefused(session) ? ['USER'] : []),
    ...(mechanisms.length > 0 ? [`SASL ${mechanisms.join(' ')}`] : []),
    ...(offers.has('stls') && session.tls === 'possible' && session.drop === null ? ['STLS'] : []),
    'RESP-CODES',
    'PIPELINING',
    'EXPIRE NEVER',
    'IMPLEMENTATION mailspec-reference',
  ];
  const listed = session.does.capabilities(session, lines).map((line) => `${line}\r\n`);
  return multiLine('capability list follows', Buffer.from(listed.join(''), 'latin1'));
}

/** In TRANSACTION this is the UPDATE state. The maildrop is free again before the reply leaves. */
function quit(session: Pop3Session): Reply {
  const drop = session.drop;
  if (drop === null) return ok('goodbye', 'close');
  const complete = drop.update();
  session.leave(true);
  if (!complete) return err('some deleted messages were not removed', 'close');
  return ok(`goodbye (${String(drop.present.length)} messages left)`, 'close');
}
