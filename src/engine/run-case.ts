import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from '../model/case.js';
import type { Deviation } from '../model/result.js';
import type { TraceEvent } from '../model/trace.js';
import { candidates, describeWish, otherCandidates } from './accounts.js';
import type { Cast, PlayContext } from './context.js';
import { canPair, type Leases } from './leases.js';
import type { Mailroom } from './mailroom.js';
import { missing } from './offers.js';
import { Play } from './play.js';
import type { Played } from './play-record.js';
import { rulesOf } from './program.js';
import type { Probe } from './probe.js';
import type { Patience } from './patience.js';
import { sample } from './sampling.js';
import type { EachValue } from './scope.js';
import type { SurveyedAccount } from './survey-accounts.js';
import type { Finding } from './verdict.js';

/** A script or a probe. */
export interface Playable {
  readonly script: Case;
  readonly probe: Probe | null;
}

export interface Stage {
  readonly context: PlayContext;
  readonly accounts: readonly SurveyedAccount[];
  readonly leases: Leases;
  readonly mailroom: Mailroom;
  readonly exhaustive: boolean;
  readonly patience: Patience;
}

export interface CaseFindings {
  readonly byRule: ReadonlyMap<string, Finding>;
  readonly wire: readonly TraceEvent[];
  readonly unreachable: boolean;
  /** False: it was skipped before anything was sent. */
  readonly played: boolean;
  /** In every play a login was put off to the end or some answer did not come to its end in time. */
  readonly inVain: boolean;
  readonly refusedLogins: number;
  readonly durationMs: number;
}

/** Above this delay of a refusal a long `each:` is sampled. */
const slowRefusalMs = 500;

/** Plays a case for all its values, a second time where something deviated, and says what was found. */
export async function runCase(playable: Playable, stage: Stage): Promise<CaseFindings> {
  const began = performance.now();
  const { script } = playable;
  const done = (byRule: ReadonlyMap<string, Finding>, plays: readonly Played[]): CaseFindings => ({
    byRule,
    wire: (plays.find(hasDeviation) ?? plays.at(-1))?.wire ?? [],
    unreachable: plays.some((play) => play.unreachable),
    played: plays.length > 0,
    inVain: plays.length > 0 && plays.every(wasInVain),
    refusedLogins: plays.reduce((sum, play) => sum + play.refusedLogins, 0),
    durationMs: performance.now() - began,
  });

  const why = cannotRun(script, stage);
  if (why !== null) return done(skipAll(script, why), []);

  const values = valuesOf(script, stage);
  const first = await inTurn(values, (value) => playOnce(playable, value, stage));
  const skipped = first.find((result) => typeof result === 'string');
  const plays = first.filter((result) => typeof result !== 'string');
  // What the first values found is not lost where the rest cannot be prepared any more.
  if (typeof skipped === 'string' && !plays.some(hasDeviation)) return done(skipAll(script, skipped), []);

  // A failing case is run again before it is called a failure, with the values that deviated.
  const suspects = values.filter((_, index) => {
    const result = first[index];
    return typeof result === 'object' && hasDeviation(result);
  });
  const again = (await inTurn(suspects, (value) => playOnce(playable, value, stage))).filter((result) => typeof result !== 'string'); // prettier-ignore
  return done(findings(script, plays, again), [...plays, ...again]);
}

function cannotRun(script: Case, { context, accounts, mailroom }: Stage): string | null {
  const lacks = missing(script.heads.needs, context.offers);
  if (lacks !== null) return lacks;
  const usable = candidates(script.heads, accounts);
  if (usable.length === 0)
    return script.heads.account === null ? 'no account could log in' : describeWish(script.heads.account);
  const fit = script.heads.mail === null ? usable : usable.filter((account) => !mailroom.isForeign(account));
  if (fit.length === 0) return 'every maildrop holds mail (--allow-mail-loss lets mailspec delete it)'; // prettier-ignore
  if (script.heads.needs.includes('other') && !canPair(fit, otherCandidates(script.heads, accounts)))
    return 'no second account with another secret';
  return null;
}

function valuesOf(script: Case, { context, exhaustive }: Stage): (EachValue | null)[] {
  const { each } = script.heads;
  if (each === null) return [null];
  const values = each.values.map((value) => ({ name: each.name, value }));
  const sampled = context.offers.refusalDelay > slowRefusalMs && !exhaustive;
  return sampled ? sample(values, `${context.seed} ${script.id}`) : values;
}

/** Values are played one after the other on one account after the other: leases bound what runs at once. */
async function inTurn(
  values: readonly (EachValue | null)[],
  play: (value: EachValue | null) => Promise<Played | string>,
): Promise<(Played | string)[]> {
  const results: (Played | string)[] = [];
  for (const value of values) {
    const result = await play(value);
    results.push(result);
    // Values that cannot be prepared or are all waited for in vain would take hours and show nothing more.
    if (typeof result === 'string' || wasInVain(result)) break;
  }
  return results;
}

/** A string is the reason of a skip. */
async function playOnce(playable: Playable, value: EachValue | null, stage: Stage): Promise<Played | string> {
  const deadline = stage.patience.deadline();
  for (let pause = 50; ; pause = Math.min(1000, pause * 2)) {
    const played = await playWithLease(playable, value, stage);
    if (typeof played === 'string') return played;
    if (played.putOff === null || deadline.passed) {
      stage.patience.learn(played.putOff !== null);
      return played;
    }
    await sleep(pause, undefined, { signal: stage.context.signal });
  }
}

async function playWithLease(
  { script, probe }: Playable,
  value: EachValue | null,
  stage: Stage,
): Promise<Played | string> {
  const { context, accounts, leases, mailroom } = stage;
  const wanted = candidates(script.heads, accounts);
  const fit = script.heads.mail === null ? wanted : wanted.filter((account) => !mailroom.isForeign(account));
  const others = script.heads.needs.includes('other') ? otherCandidates(script.heads, accounts) : null;
  const lease = await leases.take(fit, others);
  try {
    const method = accounts.find(({ account }) => account === lease.account)?.methods[0] ?? null;
    let cast: Cast = { account: lease.account, method, other: lease.other, messages: [] };
    const { mail } = script.heads;
    if (mail !== null) {
      const provided = await mailroom.prepare(
        lease.account,
        mail,
        script.heads.needs.includes('exact-sizes'),
      );
      if (!provided.ok) return provided.why;
      cast = { ...cast, messages: provided.messages };
    }
    const played =
      probe === null ? await new Play(script, context, cast, value).run() : await probe.play(context, cast);
    if (mail !== null && (changesMail(played) || hasDeviation(played))) mailroom.forget(lease.account);
    return played;
  } finally {
    lease.release();
  }
}

function wasInVain(played: Played): boolean {
  return played.starved || played.putOff !== null;
}

function changesMail(played: Played): boolean {
  return played.wire.some(
    (event) => event.side === 'C' && /(^|\n)dele\b/i.test(event.bytes.toString('latin1')),
  );
}

function hasDeviation(played: Played): boolean {
  return played.points.all().some(({ deviations }) => deviations.length > 0);
}

function skipAll(script: Case, why: string): Map<string, Finding> {
  const skipped: Finding = {
    deviations: [],
    observed: [],
    judged: false,
    skipped: why,
    seen: { times: 0, runs: 1 },
  };
  return new Map(rulesOf(script.steps).map((rule) => [rule, skipped]));
}

/** Most deviations of one point that a report lists; the rest is counted by it. */
const deviationLimit = 8;

function findings(script: Case, plays: readonly Played[], again: readonly Played[]): Map<string, Finding> {
  return new Map(
    rulesOf(script.steps).map((rule) => {
      const states = plays.map((play) => play.points.of(rule));
      const deviations = states.flatMap((state) => state.deviations);
      const second: Deviation[] = again.flatMap((play) => play.points.of(rule).deviations);
      const all = deviations.length > 0 ? deviations : second;
      // Where the second run cannot even be prepared (DELE or QUIT are at fault), it is no run that shows nothing.
      const seen =
        again.length > 0
          ? { times: Number(deviations.length > 0) + Number(second.length > 0), runs: 2 }
          : { times: Number(deviations.length > 0), runs: 1 };
      const finding: Finding = {
        deviations: all.slice(0, deviationLimit),
        observed: [...new Set(states.flatMap((state) => state.observed))],
        judged: states.some((state) => state.judged),
        skipped: states.find((state) => state.skipped !== '')?.skipped ?? '',
        seen,
      };
      return [rule, finding];
    }),
  );
}
