import { setTimeout as sleep } from 'node:timers/promises';
import type { Account, Endpoint } from '../target/target.js';
import { Caller } from './caller.js';
import type { Times } from './context.js';
import type { LoginOutcome } from './login.js';
import type { LoginMethod } from './offers.js';
import type { Patience } from './patience.js';

/** Where and how the harness goes in. */
export interface Entrance {
  readonly endpoint: Endpoint;
  readonly times: Times;
  /** STLS first. */
  readonly overTls: boolean;
  /** A lock or a load may pass: a right login is tried again for so long. */
  readonly patience: Patience;
}

export interface SurveyedAccount {
  readonly account: Account;
  /** The ways to log in that work for it, the shortest first; none: it was refused in every way. */
  readonly methods: readonly LoginMethod[];
  /** Messages in the maildrop when the run began; null: could not be asked. */
  readonly messages: number | null;
}

export interface RefusedAccount {
  readonly account: Account;
  readonly problem: string;
}

/** Which ways log in with a right secret; each is tried with up to three accounts. */
export async function workingMethods(
  methods: readonly LoginMethod[],
  accounts: readonly Account[],
  entrance: Entrance,
): Promise<LoginMethod[]> {
  const working: LoginMethod[] = [];
  for (const method of methods) {
    for (const account of accounts.slice(0, 3)) {
      const outcome = await tryLogin(method, account, entrance);
      if (!outcome.ok) continue;
      working.push(method);
      break;
    }
  }
  return working;
}

/**
 * Every account goes in every way that works for some account (RFC 1939 section 13 wants APOP accounts to have
 * no PASS), and its mail is counted, so that no case touches a maildrop that is in use.
 */
export async function surveyAccounts(
  accounts: readonly Account[],
  methods: readonly LoginMethod[],
  entrance: Entrance,
  jobs: number,
): Promise<{ accounts: SurveyedAccount[]; refused: RefusedAccount[] }> {
  const found: (SurveyedAccount | RefusedAccount)[] = [];
  const queue = accounts.map((account, index) => ({ account, index }));
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      found[next.index] = await surveyAccount(next.account, methods, entrance);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));
  return {
    accounts: found.filter((entry) => 'methods' in entry),
    refused: found.filter((entry) => 'problem' in entry),
  };
}

async function surveyAccount(
  account: Account,
  methods: readonly LoginMethod[],
  entrance: Entrance,
): Promise<SurveyedAccount | RefusedAccount> {
  let problem = 'no way to log in works';
  const working: LoginMethod[] = [];
  for (const method of methods) {
    const outcome = await tryLogin(method, account, entrance);
    if (outcome.ok) working.push(method);
    else problem = outcome.problem;
  }
  if (working.length === 0) return { account, problem };
  const caller = await loggedIn({ account, methods: working }, entrance);
  const stat = await caller?.ask('STAT');
  await caller?.quit();
  const count = /^\+OK ([0-9]+) /i.exec(stat?.lines[0]?.octets.toString('latin1') ?? '')?.[1];
  return { account, methods: working, messages: count === undefined ? null : Number(count) };
}

async function tryLogin(method: LoginMethod, account: Account, entrance: Entrance): Promise<LoginOutcome> {
  const deadline = entrance.patience.deadline();
  for (;;) {
    const caller = await Caller.open(entrance.endpoint, entrance.times);
    if (!(caller instanceof Caller)) return { ok: false, refused: false, problem: caller.problem };
    const problem = entrance.overTls ? await caller.startTls() : null;
    const outcome: LoginOutcome =
      problem === null ? await caller.logIn(method, account) : { ok: false, refused: false, problem };
    await caller.quit();
    const passing = !outcome.ok && isPassing(outcome);
    if (!passing || deadline.passed) {
      entrance.patience.learn(passing);
      return outcome;
    }
    await sleep(Math.min(500, deadline.remaining));
  }
}

/** RFC 2449 section 8: the credential may be right, and the maildrop in use or the client too early. */
function isPassing(outcome: Exclude<LoginOutcome, { ok: true }>): boolean {
  return outcome.refused && outcome.code !== null && /^(IN-USE|LOGIN-DELAY|SYS\/TEMP)$/.test(outcome.code);
}

/** A session of an account, or null. */
export async function loggedIn(
  known: Pick<SurveyedAccount, 'account' | 'methods'> | undefined,
  entrance: Entrance,
): Promise<Caller | null> {
  const method = known?.methods[0];
  if (known === undefined || method === undefined) return null;
  const caller = await Caller.open(entrance.endpoint, entrance.times);
  if (!(caller instanceof Caller)) return null;
  const problem = entrance.overTls ? await caller.startTls() : null;
  if (problem === null && (await caller.logIn(method, known.account)).ok) return caller;
  await caller.quit();
  return null;
}

/** Servers delay refusals on purpose; one wrong login shows by how many milliseconds. */
export async function measureRefusal(
  known: Pick<SurveyedAccount, 'account' | 'methods'> | undefined,
  entrance: Entrance,
): Promise<number> {
  const method = known?.methods[0];
  if (known === undefined || method === undefined) return 0;
  const caller = await Caller.open(entrance.endpoint, entrance.times);
  if (!(caller instanceof Caller)) return 0;
  if (entrance.overTls) await caller.startTls();
  const began = performance.now();
  await caller.logIn(method, { user: known.account.user, secret: Buffer.from('wrong-secret-of-mailspec') });
  const took = performance.now() - began;
  await caller.quit();
  return took;
}
