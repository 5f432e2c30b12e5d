import type { ReferenceAccount } from '../../accounts.js';
import type { Pop3Session } from '../pop3.js';
import { Maildrop } from './maildrop.js';
import { err, ok } from './reply.js';
import type { Reply } from './reply.js';

/** One text for every credential that is not right, whatever is wrong with it. */
export const authenticationFailed = 'authentication failed';

/** From AUTHORIZATION to TRANSACTION, if the maildrop is free. null: the credential was not right. */
export function enter(session: Pop3Session, account: ReferenceAccount | null): Reply {
  if (account === null) return err(authenticationFailed);
  const lock = session.realm.store.lock(account.user);
  if (lock === null) return err('[IN-USE] another session has this maildrop');
  const drop = new Maildrop(lock);
  session.account = account;
  session.drop = drop;
  const octets = drop.all.reduce((sum, { message }) => sum + session.does.size(message), 0);
  return ok(`maildrop has ${String(drop.all.length)} messages (${String(octets)} octets)`);
}

/** Whether a method that shows the secret may be used on this connection now. */
export function clearTextRefused(session: Pop3Session): boolean {
  return session.realm.clearText === 'after-tls' && session.tls !== 'active';
}
