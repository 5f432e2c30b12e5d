import { candidates, otherCandidates } from '../../src/engine/accounts.js';
import type { Cast, PlayContext, Times } from '../../src/engine/context.js';
import { GrammarLedger } from '../../src/engine/grammar-ledger.js';
import { Mailroom } from '../../src/engine/mailroom.js';
import { missing } from '../../src/engine/offers.js';
import { Play } from '../../src/engine/play.js';
import type { Played } from '../../src/engine/play-record.js';
import type { EachValue } from '../../src/engine/scope.js';
import { survey, type Survey } from '../../src/engine/survey.js';
import type { Case } from '../../src/model/case.js';
import type { Endpoint, Target } from '../../src/target/target.js';
import type { Dialer } from '../../src/wire/dialer.js';
import { defaultLimits } from '../../src/wire/limits.js';

/** A target that is up, and what is known of it: for playing single cases. */
export interface Bench {
  readonly target: Target;
  readonly endpoint: Endpoint;
  readonly surveyed: Survey;
  readonly mailroom: Mailroom;
}

export const testTimes: Times = { answer: 3000, credential: 5000, connect: 3000 };

/** @param tls of the endpoint to play on: TLS from the first octet */
export async function openBench(opened: Promise<Target>, tls = false): Promise<Bench> {
  const target = await opened;
  const endpoint = target.endpoints.find((each) => each.protocol === 'pop3' && each.tls === tls);
  if (endpoint === undefined) throw new Error(`${target.name} has no such POP3`);
  const surveyed = await survey(target, endpoint, testTimes, target.jobs);
  const mailroom = new Mailroom(target.mail, endpoint, surveyed.offers, testTimes, surveyed.accounts, false);
  return { target, endpoint, surveyed, mailroom };
}

/** The cast of a case, its mail in place; a string says why it can not be played. */
export async function castOf(script: Case, { surveyed, mailroom }: Bench): Promise<Cast | string> {
  const needs = script.heads.needs.filter((need) => need !== 'exact-sizes');
  const lacks = missing(needs, surveyed.offers);
  if (lacks !== null) return lacks;
  const account = candidates(script.heads, surveyed.accounts)[0];
  if (account === undefined) return 'no account';
  const others = needs.includes('other') ? otherCandidates(script.heads, surveyed.accounts) : [];
  const other = others.find((each) => each !== account) ?? null;
  const method = surveyed.accounts.find((each) => each.account === account)?.methods[0] ?? null;
  const { mail } = script.heads;
  if (mail === null) return { account, other, method, messages: [] };
  mailroom.forget(account);
  const provided = await mailroom.prepare(account, mail, false);
  return provided.ok ? { account, other, method, messages: provided.messages } : provided.why;
}

/** Plays a case once, against the bench's target or whatever a dialer leads to. */
export async function playOnce(
  script: Case,
  bench: Bench,
  cast: Cast,
  value: EachValue | null,
  instead?: { readonly dialer: Dialer; readonly times: Times },
): Promise<Played> {
  const context: PlayContext = {
    endpoint: instead === undefined ? bench.endpoint : { ...bench.endpoint, dialer: instead.dialer },
    offers: bench.surveyed.offers,
    limits: defaultLimits,
    times: instead?.times ?? testTimes,
    ledger: new GrammarLedger(),
    seed: 'test',
    restart: instead === undefined ? bench.target.restart : () => Promise.resolve(),
    signal: new AbortController().signal,
  };
  return new Play(script, context, cast, value).run();
}

export function firstValue(script: Case): EachValue | null {
  const { each } = script.heads;
  const value = each?.values[0];
  return each === null || value === undefined ? null : { name: each.name, value };
}
