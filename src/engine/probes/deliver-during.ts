import { MailspecError } from '../../model/errors.js';
import { generateMessage } from '../../suite/messages.js';
import type { Cast } from '../context.js';
import type { ProbeConnection, ProbeRun } from '../probe.js';
import { countOf } from './count-of.js';

/**
 * A session on a maildrop of two messages, and a third that came while it was open. null, with `rule` skipped:
 * a server may keep everybody out of a maildrop that is open, deliveries too.
 */
export async function deliverDuring(
  run: ProbeRun,
  cast: Cast,
  rule: string,
): Promise<ProbeConnection | null> {
  const { deliver } = run.context;
  if (deliver === undefined || deliver === null) return run.block('no way to bring mail in');
  const session = await run.connect();
  await session.logIn(cast);
  if ((await countOf(run, session)) !== 2) run.block('the maildrop does not hold the two messages');
  try {
    await deliver(cast.account, [generateMessage(300, 3)]);
    return session;
  } catch (error) {
    if (!(error instanceof MailspecError) || error.code !== 'E_MAIL') throw error;
    run.skip(rule, 'no mail comes in while a session is open');
    return null;
  }
}
