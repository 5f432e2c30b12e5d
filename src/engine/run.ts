import { setTimeout as sleep } from 'node:timers/promises';
import type { Point, RunEvent } from '../model/result.js';
import { applyBaseline } from '../suite/apply-baseline.js';
import type { Endpoint, Target } from '../target/target.js';
import { defaultLimits } from '../wire/limits.js';
import { makesBadLogins } from './bad-logins.js';
import { Caller } from './caller.js';
import type { PlayContext, Times } from './context.js';
import { GrammarLedger } from './grammar-ledger.js';
import { interruptible } from './interruptible.js';
import { Leases } from './leases.js';
import { Mailroom } from './mailroom.js';
import { Patience } from './patience.js';
import { requirementOf, type Plan } from './plan.js';
import { rulesOf } from './program.js';
import { runCase, type CaseFindings, type Playable, type Stage } from './run-case.js';
import { survey } from './survey.js';
import { makePoint } from './verdict.js';

export interface RunOptions {
  readonly times: Times;
  readonly jobs: number;
  readonly seed: string;
  readonly slow: boolean;
  readonly exhaustive: boolean;
  readonly allowMailLoss: boolean;
  /** Wrong logins after which cases that need more are skipped. */
  readonly maxBadLogins: number;
  readonly replayArguments: string;
  readonly signal: AbortSignal;
}

export type Emit = (event: RunEvent) => void;

/** A target that is gone is looked for so often, over ten seconds. */
const reconnects = 3;
const reconnectPauseMs = 3300;

/** When so many cases in a row only waited in vain, the others would do no better. */
const casesInVain = 6;

/** Certifies one endpoint of a target. All it has to say goes through `emit`; it never prints and never exits. */
export async function run(
  plan: Plan,
  target: Target,
  address: Endpoint,
  options: RunOptions,
  emit: Emit,
): Promise<void> {
  const began = performance.now();
  const endpoint = interruptible(address, options.signal);
  const jobs = Math.max(1, Math.min(options.jobs, target.accounts.length));
  const surveyed = await survey(target, endpoint, options.times, jobs);
  emit({
    kind: 'start',
    target: {
      name: target.name,
      address: endpoint.address,
      facts: [
        ...(target.version === '' ? [] : [{ name: 'version', value: target.version }]),
        ...surveyed.facts,
      ],
      replayArguments: options.replayArguments,
    },
    plan: plan.points,
    seed: options.seed,
  });
  const end = (bailOut: string | null): void => emit({ kind: 'end', complete: bailOut === null, bailOut, durationMs: performance.now() - began }); // prettier-ignore
  if (options.signal.aborted || surveyed.silent !== null) {
    end(options.signal.aborted ? 'interrupted' : `the target cannot be judged: ${surveyed.silent ?? ''}`);
    return;
  }
  const ledger = new GrammarLedger();
  const context: PlayContext = {
    endpoint, ledger,
    offers: surveyed.offers,
    limits: defaultLimits,
    times: options.times,
    seed: options.seed,
    restart: target.restart,
    deliver: target.mail === null ? null : target.mail.deliver.bind(target.mail),
    signal: options.signal,
  }; // prettier-ignore
  const stage: Stage = {
    context,
    // A special account that was refused is still one: that its 40 characters or its blank do not log in may be found.
    accounts: [
      ...surveyed.accounts,
      ...surveyed.refused.map(({ account }) => ({ account, methods: [], messages: null })),
    ],
    leases: new Leases(),
    mailroom: new Mailroom(
      target.mail,
      endpoint,
      surveyed.offers,
      options.times,
      surveyed.accounts,
      options.allowMailLoss,
    ),
    exhaustive: options.exhaustive,
    patience: new Patience(),
  };
  const runner = new Runner(plan, target, stage, options, emit);
  const bailOut = await runner.playAll(jobs);
  if (bailOut === null) runner.tellGrammar(ledger);
  end(bailOut);
}

class Runner {
  private refusedLogins = 0;
  private gone: string | null = null;
  /** Cases in a row that only waited in vain. */
  private inVain = 0;
  private readonly queue: Playable[];

  constructor(
    private readonly plan: Plan,
    private readonly target: Target,
    private readonly stage: Stage,
    private readonly options: RunOptions,
    private readonly emit: Emit,
  ) {
    this.queue = [...plan.playables.filter(isGround), ...plan.playables.filter((each) => !isGround(each))];
  }

  /** null, or why the run could not go on. */
  async playAll(jobs: number): Promise<string | null> {
    // Cases that restart the target or watch its clock have it for themselves.
    const alone = this.queue.filter(isAlone);
    const together = this.queue.filter((playable) => !isAlone(playable));
    await Promise.all(Array.from({ length: jobs }, () => this.work(together)));
    await this.work(alone);
    if (this.options.signal.aborted) return 'interrupted';
    return this.gone;
  }

  private async work(queue: Playable[]): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (this.gone !== null || this.options.signal.aborted) return;
      await this.play(next);
    }
  }

  private async play(playable: Playable): Promise<void> {
    const { script } = playable;
    const why = this.whyNot(playable);
    if (why !== null) {
      this.skip(playable, why);
      return;
    }
    this.emit({ kind: 'case-start', caseId: script.id });
    let found: CaseFindings;
    try {
      found = await runCase(playable, this.stage);
    } catch (error) {
      if (this.options.signal.aborted) return;
      // One broken case must not lose the others.
      this.tellError(playable, error);
      return;
    }
    // What connections that we ended ourselves came to is no finding.
    if (this.options.signal.aborted) return;
    this.refusedLogins += found.refusedLogins;
    const died =
      found.unreachable || this.target.ended() !== null ? await this.lookForTarget(script.id) : null;
    for (const rule of rulesOf(script.steps)) this.tell(script.id, rule, found, died);
    if (found.played) this.inVain = found.inVain ? this.inVain + 1 : 0;
    if (this.inVain >= casesInVain) this.gone ??= `the target gave no answer in time or let nobody in, ${String(casesInVain)} cases in a row, the last of them ${script.id}`; // prettier-ignore
  }

  private whyNot({ script }: Playable): string | null {
    if (script.heads.slow !== null && !this.options.slow) return `slow: ${script.heads.slow} (--slow)`;
    if (this.refusedLogins >= this.options.maxBadLogins && makesBadLogins(script)) return `--max-bad-logins ${String(this.options.maxBadLogins)} is reached`; // prettier-ignore
    return null;
  }

  private skip({ script }: Playable, why: string): void {
    for (const rule of rulesOf(script.steps)) {
      const finding = {
        deviations: [],
        observed: [],
        judged: false,
        skipped: why,
        seen: { times: 0, runs: 1 },
      };
      this.send(makePoint({ caseId: script.id, rule, mode: null }, requirementOf(this.plan.requirements, rule, script.id), finding, [], 0)); // prettier-ignore
    }
  }

  private tellError({ script }: Playable, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    for (const rule of rulesOf(script.steps)) {
      const requirement = requirementOf(this.plan.requirements, rule, script.id);
      const name = { caseId: script.id, rule, mode: null, requirement };
      this.send({ ...name, outcome: 'error', reason: `harness: ${text}`, deviations: [], observed: '', reproduced: '', wire: [], durationMs: 0 }); // prettier-ignore
    }
  }

  /** @param died why the target was found dead after the case; what the case could not judge is charged with it */
  private tell(caseId: string, rule: string, found: CaseFindings, died: string | null): void {
    const finding = found.byRule.get(rule);
    if (finding === undefined) throw new Error(`${caseId} says nothing of ${rule}`);
    const requirement = requirementOf(this.plan.requirements, rule, caseId);
    const point = makePoint({ caseId, rule, mode: null }, requirement, finding, found.wire, found.durationMs);
    const lost = died !== null && (point.outcome === 'skip' || point.outcome === 'flaky');
    this.send(lost ? { ...point, outcome: 'error', reason: died } : point);
  }

  private send(point: Point): void {
    const number = this.plan.numberOf(point.caseId, point.rule);
    if (number === null) return;
    this.emit({
      kind: 'point',
      number,
      point: applyBaseline(point, this.target.baseline, this.target.version),
    });
  }

  tellGrammar(ledger: GrammarLedger): void {
    for (const { row, checked, deviations } of ledger.all()) {
      const finding = {
        deviations,
        observed: [],
        judged: checked > 0,
        skipped: 'no line of this kind came',
        seen: { times: 1, runs: 1 },
      };
      this.send(makePoint({ caseId: 'wire/pop3', rule: row, mode: null }, requirementOf(this.plan.requirements, row, 'wire/pop3'), finding, [], 0)); // prettier-ignore
    }
  }

  /** After a case in which the target could not be reached: did it die, and is it gone for good? */
  private async lookForTarget(caseId: string): Promise<string | null> {
    const ended = this.target.ended();
    let died: string | null = null;
    if (ended !== null) {
      died = `the target ended: ${ended}`;
      this.emit({ kind: 'note', text: `the target ended in ${caseId}: ${ended}` });
      if (this.target.restart !== null) await this.target.restart();
    }
    let problem = '';
    for (let attempt = 0; attempt < reconnects; attempt++) {
      if (this.options.signal.aborted) return died;
      const caller = await Caller.open(this.stage.context.endpoint, this.options.times);
      if (caller instanceof Caller) {
        await caller.quit();
        return died;
      }
      problem = caller.problem;
      await sleep(reconnectPauseMs, undefined, { signal: this.options.signal }).catch(() => undefined);
    }
    this.gone ??= `the target is gone since ${caseId}: ${problem}`;
    return died ?? `the target is gone: ${problem}`;
  }
}

/**
 * Cases that judge what every preparation of mail relies on go first, while the maildrops are as they were
 * found: where DELE or QUIT do not what they say, nothing can be prepared afterwards.
 */
function isGround({ script }: Playable): boolean {
  const rules = rulesOf(script.steps);
  return rules.includes('rfc1939-5-dele-marks') || rules.includes('rfc1939-6-quit-removes');
}

function isAlone({ script }: Playable): boolean {
  return script.heads.needs.includes('restart') || script.heads.needs.includes('alone');
}
