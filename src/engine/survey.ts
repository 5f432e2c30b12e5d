import { setTimeout as sleep } from 'node:timers/promises';
import { mechanismNames } from '../sasl/mechanism.js';
import type { Account, Endpoint, Target } from '../target/target.js';
import { isPlain } from './accounts.js';
import { Caller, isOk, listOf } from './caller.js';
import type { Times } from './context.js';
import { endText, timestampOf } from './login.js';
import { methodName, type LoginMethod, type Offers } from './offers.js';
import { Patience } from './patience.js';
import {
  loggedIn,
  measureRefusal,
  surveyAccounts,
  workingMethods,
  type Entrance,
  type SurveyedAccount,
} from './survey-accounts.js';

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
  const clear: Entrance = { endpoint, times, overTls: false, patience: new Patience() };
  const inClear = await workingMethods(wanted, plain, clear);
  const entrance = inClear.length === 0 && stls ? { ...clear, overTls: true } : clear;
  const working = entrance.overTls ? await workingMethods(wanted, plain, entrance) : inClear;
  const logins = fewestRoundTripsFirst(working);

  const features = new Set<string>(target.offers);
  if (stls) features.add('stls');
  if (endpoint.tls) features.add('tls');
  if (capabilities !== null) features.add('capa');
  if (startable.length > 0) features.add('auth');
  if (target.restart !== null) features.add('restart');
  if (target.mail !== null) features.add('mail');
  if (target.refusesClearText) features.add('refuses-clear-text');
  if (plain.length > 1) features.add('other');
  if (logins.some(({ kind }) => kind === 'apop') || changes(timestamps)) features.add('timestamp');

  const { accounts, refused } = await surveyAccounts(target.accounts, logins, entrance, jobs);
  if (accounts.length === 0 && refused.length > 0) features.add('nobody');
  const session = await loggedIn(accounts[0], entrance);
  if (session !== null) {
    if (capabilities?.has('UIDL') === true || isOk(await session.ask('UIDL'))) features.add('uidl');
    if (capabilities?.has('TOP') === true || (capabilities === null && isOk(await session.ask('TOP 1 0')))) features.add('top'); // prettier-ignore
    await session.quit();
  }
  const refusalDelay = await measureRefusal(accounts[0], entrance);
  const { overTls } = entrance;
  const offers: Offers = { capabilities, logins, mechanisms: startable, features, refusalDelay, overTls };
  return { offers, accounts, refused, facts: factsOf(offers, endpoint, refused, capabilities), silent: null };
}

/** Anything in <> that APOP refuses and that is the same in every greeting is text, no timestamp. */
function changes([first, second]: readonly (Buffer | null)[]): boolean {
  return first != null && second != null && !first.equals(second);
}

/** A greeting that does not come may be a limit on connections that passes; a refused connection is none. */
async function openTwice(endpoint: Endpoint, times: Times): ReturnType<typeof Caller.open> {
  const first = await Caller.open(endpoint, times);
  if (first instanceof Caller || !first.connected) return first;
  await sleep(500);
  return Caller.open(endpoint, times);
}

/** Preparation is done for every case, so it goes the shortest way. */
function fewestRoundTripsFirst(methods: readonly LoginMethod[]): LoginMethod[] {
  const order = ['apop', 'cram-md5', 'plain', 'user'];
  const rank = (method: LoginMethod): number => {
    const at = order.indexOf(methodName(method));
    return at < 0 ? order.length : at;
  };
  return [...methods].sort((a, b) => rank(a) - rank(b));
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
