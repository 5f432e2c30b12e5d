import { describe, expect, it } from 'vitest';
import { MailspecError } from '../src/model/errors.js';
import { findProfile } from '../src/target/find-target.js';
import { checkCanStart } from '../src/target/installed.js';
import { loadProfile } from '../src/target/load-profile.js';

/** Why the target cannot be started on this machine, with the way out; null when it can. */
async function obstacle(name: string): Promise<string | null> {
  try {
    checkCanStart(await loadProfile(findProfile(name) ?? `targets/${name}/profile.yaml`));
    return null;
  } catch (error) {
    if (!(error instanceof MailspecError) || error.code !== 'E_TARGET_START') throw error;
    return `${error.message}; ${error.hint ?? ''}`;
  }
}

/**
 * Tests against a real server of targets/. Where it is not installed they are skipped, loudly; with
 * MAILSPEC_REAL=required, as .ci/run sets it, that is a failure.
 */
export async function describeReal(name: string, tests: () => void): Promise<void> {
  const why = await obstacle(name);
  if (why !== null && process.env['MAILSPEC_REAL'] === 'required') {
    describe(name, () => it('can be started here', () => expect(why).toBeNull()));
    return;
  }
  if (why !== null) console.warn(`\n!!! The tests against a real ${name} are SKIPPED: ${why}\n`);
  describe.skipIf(why !== null)(name, tests);
}
