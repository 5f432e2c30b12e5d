import { fill, type Values } from './fill.js';
import { maildirRoute } from './maildir.js';
import { mboxRoute } from './mbox.js';
import { commandRoute } from './mail-command.js';
import type { Profile } from './profile.js';
import type { MailRoute } from './target.js';

/** The way into a maildrop that a profile names; null when it names none. */
export function mailRoute(profile: Profile, values: Values): MailRoute | null {
  const { mail } = profile;
  if (mail?.maildir !== undefined) return maildirRoute(fill(mail.maildir, values));
  if (mail?.mbox !== undefined) return mboxRoute(fill(mail.mbox, values));
  if (mail?.command !== undefined) return commandRoute(mail.command.map((word) => fill(word, values)));
  return null;
}
