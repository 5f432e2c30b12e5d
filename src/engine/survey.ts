import { setTimeout as sleep } from 'node:timers/promises';
import { Deadline } from '../model/deadline.js';
import { mechanismNames } from '../sasl/mechanism.js';
import type { Account, Endpoint, Target } from '../target/target.js';
import { isPlain } from './accounts.js';
import { Caller, isOk, listOf } from './caller.js';
import type { Times } from './context.js';
import { endText, timestampOf, type LoginOutcome } from './login.js';
import { methodName, type LoginMethod, type Offers } from './offers.js';

/** What is known of a target before anything is judged. */
export interface Survey {
  readonly offers: Offers;
  /** Accounts that could log in, with what their maildrops held. */
  readonly accounts: readonly SurveyedAccount[];
  /** Accounts of the file that could not, and why. */
  readonly refused: readonly { readonly account: Account; readonly problem: string }[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Why there is no greeting to be had; null: there is. */
  readonly silent: string | null;
}

export interface SurveyedAccount {
  readonly account: Account;
  /** A way to log in that works for it. */
  readonly method: LoginMethod;
  /** Messages in the maildrop when the run began; null: could not be asked. */
  readonly messages: number | null;
}

/** A lock or a load may pass: a right login is tried again for so long. */
const retryMs = 10_000;

export async function survey(
  target: Target,
  endpoint: Endpoint,
  times: Times,
  jobs: number,
): Promise<Survey> {
  const first = await openTwice(endpoint, times);
  if (!(first instanceof Caller)) return noSurvey(first.problem);
  const capa = await first.ask('CAPA');
  const capabilities = readCapabilities(capa);
  await first.quit();
  const second = await Caller.open(endpoint, times);
  if (capa.end !== 'complete') {
    // A server that is gone after its greeting or hangs would take minutes to say nothing in every case.
    const bye = second instanceof Caller ? await second.ask('QUIT') : null;
    if (bye !== null && bye.end !== 'complete') {
      if (second instanceof Caller) await second.quit();
      return noSurvey(`neither CAPA nor QUIT is answered: ${endText(capa)}, ${endText(bye)}`);
    }
  }
  const timestamps = [first.greeting, second instanceof Caller ? second.greeting : null].map((greeting) => greeting === null ? null : timestampOf(greeting)); // prettier-ignore
  if (second instanceof Caller) await second.quit();

  const listed = capabilities?.get('SASL')?.map((name) => name.toUpperCase()) ?? [];
  const startable = await startableMechanisms(endpoint, times, listed);
  const wanted: LoginMethod[] = [
    ...mechanismNames
      .filter((name) => startable.includes(name))
      .map((mechanism) => ({ kind: 'auth' as const, mechanism })),
    ...(timestamps[0] == null ? [] : [{ kind: 'apop' as const }]),
    { kind: 'user' },
  ];
  const plain = target.accounts.filter(isPlain);
  const stls = capabilities?.has('STLS') === true || target.offers.includes('stls');
  const inClear = await workingMethods(wanted, plain, endpoint, times, false);
  const overTls =
    stls && inClear.length === 0 ? await workingMethods(wanted, plain, endpoint, times, true) : [];
  const logins = inClear.length > 0 ? inClear : overTls;
  const best = preferred(logins);

  const features = new Set<string>(target.offers);
  if (stls) features.add('stls');
  if (endpoint.tls) features.add('tls');
  if (capabilities !== null) features.add('capa');
  if (startable.length > 0) features.add('auth');
  if (target.restart !== null) features.add('restart');
  if (target.mail !== null) features.add('mail');
  if (target.refusesClearText) features.add('refuses-clear-text');
  if (plain.length > 1) features.add('other');
  if (timestamps[0] != null) features.add('timestamp');

  const { accounts, refused } = await surveyAccounts(
    target.accounts,
    best === undefined ? [] : [best, ...logins.filter((method) => method !== best)],
    endpoint,
    times,
    inClear.length === 0,
    jobs,
  );
  const session =
    best === undefined
      ? null
      : await loggedIn(best, accounts[0]?.account, endpoint, times, inClear.length === 0);
  if (session !== null) {
    if (capabilities?.has('UIDL') === true || isOk(await session.ask('UIDL'))) features.add('uidl');
    if (capabilities?.has('TOP') === true || (capabilities === null && isOk(await session.ask('TOP 1 0')))) features.add('top'); // prettier-ignore
    await session.quit();
  }
  const refusalDelay =
    best === undefined ? 0 : await measureRefusal(best, plain[0], endpoint, times, inClear.length === 0);
  const offers: Offers = {
    capabilities, logins: best === undefined ? [] : [best, ...logins.filter((method) => method !== best)], mechanisms: startable, features, refusalDelay, overTls: inClear.length === 0 && overTls.length > 0,
  }; // prettier-ignore
  return { offers, accounts, refused, facts: factsOf(offers, endpoint, refused, capabilities), silent: null };
}

/** A greeting that does not come may be a limit on connections that passes; a refused connection is none. */
async function openTwice(endpoint: Endpoint, times: Times): ReturnType<typeof Caller.open> {
  const first = await Caller.open(endpoint, times);
  if (first instanceof Caller || !first.connected) return first;
  await sleep(500);
  return Caller.open(endpoint, times);
}

/** The fewest round trips first, since preparation is done for every case. */
function preferred(methods: readonly LoginMethod[]): LoginMethod | undefined {
  const order = ['apop', 'cram-md5', 'plain', 'user'];
  return (
    order.map((name) => methods.find((method) => methodName(method) === name)).find(Boolean) ?? methods[0]
  );
}

function readCapabilities(group: Awaited<ReturnType<Caller['ask']>>): Map<string, string[]> | null {
  if (!isOk(group)) return null;
  return new Map(
    listOf(group).map((line) => {
      const [tag = '', ...parameters] = line.split(' ');
      return [tag.toUpperCase(), parameters];
    }),
  );
}

/** Mechanisms that are answered by a challenge: those listed, and those we know if none is. */
async function startableMechanisms(
  endpoint: Endpoint,
  times: Times,
  listed: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const mechanism of new Set([...mechanismNames, ...listed])) {
    if (!mechanismNames.includes(mechanism)) continue;
    const caller = await Caller.open(endpoint, times);
    if (!(caller instanceof Caller)) continue;
    const group = await caller.ask(`AUTH ${mechanism}`);
    if (group.end === 'continuation') {
      found.push(mechanism);
      await caller.ask('*', true);
    }
    await caller.quit();
  }
  return found;
}

/** Which ways log in with a right secret; each is tried with up to three accounts of its own. */
async function workingMethods(
  methods: readonly LoginMethod[],
  accounts: readonly Account[],
  endpoint: Endpoint,
  times: Times,
  overTls: boolean,
): Promise<LoginMethod[]> {
  const working: LoginMethod[] = [];
  for (const method of methods) {
    for (const account of accounts.slice(0, 3)) {
      const outcome = await tryLogin(method, account, endpoint, times, overTls);
      if (!outcome.ok) continue;
      working.push(method);
      break;
    }
  }
  return working;
}

async function tryLogin(
  method: LoginMethod,
  account: Account,
  endpoint: Endpoint,
  times: Times,
  overTls: boolean,
): Promise<LoginOutcome> {
  const deadline = Deadline.in(retryMs);
  for (;;) {
    const caller = await Caller.open(endpoint, times);
    if (!(caller instanceof Caller)) return { ok: false, refused: false, problem: caller.problem };
    const problem = overTls ? await caller.startTls() : null;
    const outcome: LoginOutcome =
      problem === null ? await caller.logIn(method, account) : { ok: false, refused: false, problem };
    await caller.quit();
    const passing = !outcome.ok && outcome.refused && outcome.code !== null && /^(IN-USE|LOGIN-DELAY|SYS\/TEMP)$/.test(outcome.code); // prettier-ignore
    if (!passing || deadline.passed) return outcome;
    await new Promise((resolve) => setTimeout(resolve, Math.min(500, deadline.remaining)));
  }
}

async function loggedIn(
  method: LoginMethod,
  account: Account | undefined,
  endpoint: Endpoint,
  times: Times,
  overTls: boolean,
): Promise<Caller | null> {
  if (account === undefined) return null;
  const caller = await Caller.open(endpoint, times);
  if (!(caller instanceof Caller)) return null;
  const problem = overTls ? await caller.startTls() : null;
  if (problem === null && (await caller.logIn(method, account)).ok) return caller;
  await caller.quit();
  return null;
}

/** Every account logs in once and counts its mail, so that no case touches a maildrop that is in use. */
async function surveyAccounts(
  accounts: readonly Account[],
  methods: readonly LoginMethod[],
  endpoint: Endpoint,
  times: Times,
  overTls: boolean,
  jobs: number,
): Promise<Pick<Survey, 'accounts' | 'refused'>> {
  const found: (SurveyedAccount | { account: Account; problem: string })[] = [];
  const queue = accounts.map((account, index) => ({ account, index }));
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      found[next.index] = await surveyAccount(next.account, methods, endpoint, times, overTls);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));
  return {
    accounts: found.filter((entry) => 'method' in entry),
    refused: found.filter((entry) => 'problem' in entry),
  };
}

async function surveyAccount(
  account: Account,
  methods: readonly LoginMethod[],
  endpoint: Endpoint,
  times: Times,
  overTls: boolean,
): Promise<SurveyedAccount | { account: Account; problem: string }> {
  let problem = 'no way to log in works';
  for (const method of methods) {
    const outcome = await tryLogin(method, account, endpoint, times, overTls);
    if (!outcome.ok) {
      problem = outcome.problem;
      continue;
    }
    const caller = await loggedIn(method, account, endpoint, times, overTls);
    if (caller === null) return { account, method, messages: null };
    const stat = await caller.ask('STAT');
    const count = /^\+OK ([0-9]+) /i.exec(stat.lines[0]?.octets.toString('latin1') ?? '')?.[1];
    await caller.quit();
    return { account, method, messages: count === undefined ? null : Number(count) };
  }
  return { account, problem };
}

/** Servers delay refusals on purpose; one wrong login shows by how much. */
async function measureRefusal(
  method: LoginMethod,
  account: Account | undefined,
  endpoint: Endpoint,
  times: Times,
  overTls: boolean,
): Promise<number> {
  if (account === undefined) return 0;
  const caller = await Caller.open(endpoint, times);
  if (!(caller instanceof Caller)) return 0;
  if (overTls) await caller.startTls();
  const began = performance.now();
  await caller.logIn(method, { user: account.user, secret: Buffer.from('wrong-secret-of-mailspec') });
  const took = performance.now() - began;
  await caller.quit();
  return took;
}

function factsOf(
  offers: Offers,
  endpoint: Endpoint,
  refused: Survey['refused'],
  capabilities: ReadonlyMap<string, readonly string[]> | null,
): Survey['facts'] {
  const names = offers.logins.map(methodName);
  const clear = names.filter((name) => ['user', 'plain', 'login'].includes(name));
  const channel = endpoint.tls ? 'TLS from the start' : offers.overTls ? 'after STLS only' : 'without TLS';
  return [
    { name: 'capabilities', value: capabilities === null ? 'CAPA is not supported' : [...capabilities].map(([tag, words]) => [tag, ...words].join(' ')).join(', ') }, // prettier-ignore
    {
      name: 'ways to log in',
      value: names.length === 0 ? 'none worked' : `${names.join(', ')} (${channel})`,
    },
    {
      name: 'secret in clear',
      value:
        clear.length === 0
          ? 'no accepted way sends it'
          : endpoint.tls || offers.overTls
            ? `${clear.join(', ')}, under TLS`
            : `${clear.join(', ')} put it on the wire, and are taken without TLS`,
    },
    { name: 'delay of a refusal', value: `${(offers.refusalDelay / 1000).toFixed(1)} s` },
    ...(refused.length === 0 ? [] : [{ name: 'accounts refused', value: refused.map(({ account, problem }) => `${account.user.toString('latin1')}: ${problem}`).join('; ') }]), // prettier-ignore
  ];
}

function noSurvey(problem: string): Survey {
  const offers: Offers = {
    capabilities: null,
    logins: [],
    mechanisms: [],
    features: new Set(),
    refusalDelay: 0,
    overTls: false,
  };
  return { offers, accounts: [], refused: [], facts: [{ name: 'target', value: problem }], silent: problem };
}
