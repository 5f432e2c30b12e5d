import { MailspecError } from '../model/errors.js';

/**
 * A path with the user in it. User names come from a file of the user's, so one that would lead to another
 * folder is refused.
 * @throws MailspecError E_ACCOUNTS
 */
export function userPath(template: string, user: Buffer): string {
  const name = user.toString('utf8');
  if (name.startsWith('.') || /[/\0]/.test(name) || !Buffer.from(name).equals(user)) {
    throw new MailspecError(
      'E_ACCOUNTS',
      `the user ${JSON.stringify(name)} cannot be the name of a mail folder`,
    );
  }
  return template.replaceAll('{user}', () => name);
}
