import { readFile } from 'node:fs/promises';
import { MailspecError } from '../model/errors.js';
import type { RunOptions } from '../engine/run.js';
import { proveVectors } from '../sasl/prove.js';
import { parseBaseline } from '../suite/parse-baseline.js';
import { readAccountsFile } from '../target/accounts.js';
import { openTarget } from '../target/open-target.js';
import type { Account, Endpoint, Target } from '../target/target.js';
import type { CertifyFlags, CliContext } from './flags.js';

/** A target that is up, the endpoint to judge, and how. */
export interface Opened {
  readonly target: Target;
  readonly endpoint: Endpoint;
  readonly options: RunOptions;
  /** Accounts whose secrets must not appear in reports. */
  readonly secrets: readonly Account[];
  readonly warnings: readonly string[];
}

/** Proves the digests, reads the accounts and starts or finds the target. Whoever opens it stops it. */
export async function openForRun(
  words: readonly string[],
  flags: CertifyFlags,
  { signal }: CliContext,
): Promise<Opened> {
  proveDigests();
  const given = flags.accounts === undefined ? null : await readAccountsFile(flags.accounts);
  const target = await openTarget(words, {
    parseBaseline,
    ...(given === null ? {} : { accounts: given.accounts }),
  });
  try {
    const baseline =
      flags.baseline === undefined ? [] : parseBaseline(await readBaseline(flags.baseline), flags.baseline);
    const endpoint = pop3Endpoint(target);
    if (target.accounts.length === 0) {
      throw new MailspecError('E_ACCOUNTS', 'without accounts no login can be judged', { hint: 'give them with --accounts FILE (lines user<TAB>secret)' }); // prettier-ignore
    }
    return {
      target: { ...target, ...bound(target), baseline: [...target.baseline, ...baseline] },
      endpoint,
      options: {
        times: { answer: flags.timeout, credential: flags.authTimeout, connect: flags.timeout },
        jobs: flags.jobs ?? target.jobs,
        seed: flags.seed ?? Math.random().toString(36).slice(2, 10),
        slow: flags.slow === true,
        exhaustive: flags.exhaustive === true,
        allowMailLoss: flags.allowMailLoss === true,
        maxBadLogins: flags.maxBadLogins ?? Infinity,
        replayArguments: [
          ...words,
          ...(flags.accounts === undefined ? [] : ['--accounts', flags.accounts]),
        ].join(' '),
        signal,
      },
      secrets: flags.showSecrets === true || words.includes('reference') ? [] : target.accounts,
      warnings: given?.warnings ?? [],
    };
  } catch (error) {
    await target.stop();
    throw error;
  }
}

/** Methods of a class do not survive a spread. */
function bound(target: Target): Pick<Target, 'ended' | 'output' | 'stop'> {
  return { ended: () => target.ended(), output: () => target.output(), stop: () => target.stop() };
}

/** A harness whose own digests are wrong must judge nobody. */
function proveDigests(): void {
  const wrong = proveVectors().filter(({ ok }) => !ok);
  if (wrong.length === 0) return;
  throw new MailspecError('E_VECTORS', `the known answer ${wrong[0]?.name ?? ''} does not come out: mailspec is broken here`, { hint: 'mailspec vectors shows them all' }); // prettier-ignore
}

function pop3Endpoint(target: Target): Endpoint {
  const candidates = target.endpoints.filter(({ protocol }) => protocol === 'pop3');
  const endpoint = candidates.find(({ tls }) => !tls) ?? candidates[0];
  if (endpoint !== undefined) return endpoint;
  throw new MailspecError('E_USAGE', `${target.name} has no POP3 address, and this version judges POP3 only`, { hint: 'for example pop3://127.0.0.1:110' }); // prettier-ignore
}

async function readBaseline(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new MailspecError('E_BASELINE', 'the baseline cannot be read', { where: path, cause });
  }
}
