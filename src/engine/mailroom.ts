import { setTimeout as sleep } from 'node:timers/promises';
import type { MailWish } from '../model/case.js';
import { unstuff } from '../pop3/reply.js';
import { messageOf } from '../suite/messages.js';
import type { Account, Endpoint, MailRoute } from '../target/target.js';
import { Caller, isOk, listOf } from './caller.js';
import type { Times } from './context.js';
import type { LoginMethod, Offers } from './offers.js';
import { Patience } from './patience.js';
import type { SurveyedAccount } from './survey-accounts.js';

export type Provisioned =
  | { readonly ok: true; readonly messages: readonly Buffer[] }
  /** `why` is the reason of a skip. */
  | { readonly ok: false; readonly why: string };

/** More than any case brings in; beyond it a count is nonsense. */
const mostMessages = 10_000;

/** What STAT counts; null: it does not say. */
async function counted(caller: Caller): Promise<number | null> {
  const stat = (await caller.ask('STAT')).lines[0]?.octets.toString('latin1') ?? '';
  const found = /^\+OK ([0-9]+) /i.exec(stat)?.[1];
  return found === undefined ? null : Number(found);
}

/** The numbers that LIST lists. */
async function listed(caller: Caller): Promise<number[]> {
  const first = listOf(await caller.ask('LIST')).map((line) => line.split(' ')[0] ?? '');
  return first.filter((word) => /^[0-9]+$/.test(word)).map(Number);
}

/** Sees that a maildrop holds exactly what a case wants, and never touches mail that is not ours. */
export class Mailroom {
  /** What we know to be in a maildrop; unknown after a case that may have changed it. */
  private readonly contents = new Map<Account, string>();
  /** Maildrops whose messages were found to have the very sizes they were brought in with. */
  private readonly measured = new Set<Account>();
  /** Maildrops that held mail when the run began. */
  private readonly foreign: ReadonlySet<Account>;
  private readonly methods: ReadonlyMap<Account, LoginMethod | undefined>;

  constructor(
    private readonly route: MailRoute | null,
    private readonly endpoint: Endpoint,
    private readonly offers: Offers,
    private readonly times: Times,
    accounts: readonly SurveyedAccount[],
    allowMailLoss: boolean,
    /** Locks of the session before take a moment to go. */
    private readonly patience = new Patience(),
  ) {
    this.methods = new Map(accounts.map(({ account, methods }) => [account, methods[0]]));
    const held = accounts.filter(({ messages }) => messages === null || messages > 0);
    this.foreign = new Set(allowMailLoss ? [] : held.map(({ account }) => account));
    for (const { account, messages } of accounts) if (messages === 0) this.contents.set(account, '');
  }

  /** A maildrop with somebody's mail in it is not touched without --allow-mail-loss. */
  isForeign(account: Account): boolean {
    return this.foreign.has(account);
  }

  /** Called when a case may have changed the maildrop. */
  forget(account: Account): void {
    this.contents.delete(account);
    this.measured.delete(account);
  }

  async prepare(account: Account, wish: MailWish, exact: boolean): Promise<Provisioned> {
    if (this.isForeign(account))
      return { ok: false, why: 'the maildrop holds mail (--allow-mail-loss lets mailspec delete it)' };
    const messages = wish.messages.map((item, index) => messageOf(item, index + 1));
    if (messages.length > 0 && this.route === null)
      return { ok: false, why: 'no way to bring mail in (give the target a profile)' };
    const key = wish.messages
      .map((item) => (item.kind === 'octets' ? String(item.octets) : item.name))
      .join(' ');
    const known = this.contents.get(account);
    if (known !== key || (exact && !this.measured.has(account))) {
      this.forget(account);
      if (known !== '') {
        const problem = await this.empty(account);
        if (problem !== null) return { ok: false, why: `blocked: ${problem}` };
      }
      if (messages.length > 0) await this.route?.deliver(account, messages);
      // Some stores write headers of their own when the first session ends, so sizes must hold for a second one.
      for (let session = 0; session < (exact ? 2 : 1); session++) {
        const problem = await this.readBack(account, messages, exact);
        if (problem !== null) return { ok: false, why: problem };
      }
      this.contents.set(account, key);
      if (exact) this.measured.add(account);
    }
    return { ok: true, messages };
  }

  private async empty(account: Account): Promise<string | null> {
    const caller = await this.open(account);
    if (typeof caller === 'string') return caller;
    // STAT where it makes sense: a listing that is at fault must not stop the cases that show it, nor may STAT.
    const count = (await counted(caller)) ?? (await listed(caller)).length;
    let there: readonly number[] | null = null;
    // From the last one on: a server that renumbers behind DELE must not stop the case that shows it.
    for (let number = Math.min(count, mostMessages); number > 0; number--) {
      if (isOk(await caller.ask(`DELE ${String(number)}`))) continue;
      there ??= await listed(caller);
      if (!there.includes(number)) continue;
      await caller.quit();
      return `the maildrop could not be emptied (DELE ${String(number)} was refused)`;
    }
    await caller.quit();
    return null;
  }

  private async readBack(
    account: Account,
    messages: readonly Buffer[],
    exact: boolean,
  ): Promise<string | null> {
    const caller = await this.open(account);
    if (typeof caller === 'string') return `blocked: ${caller}`;
    try {
      // One of the two is enough: that the other says something else is for the cases to tell.
      if ((await counted(caller)) !== messages.length) {
        const count = (await listed(caller)).length;
        if (count !== messages.length) return `blocked: ${String(messages.length)} messages were brought in, ${String(count)} are there`; // prettier-ignore
      }
      if (!exact) return null;
      for (const [index, message] of messages.entries()) {
        const lines = (await caller.ask(`RETR ${String(index + 1)}`)).lines.filter(
          (line) => line.kind === 'list',
        );
        const octets = lines.reduce((sum, line) => sum + unstuff(line.octets).length + 2, 0);
        if (octets !== message.length) return `the store changed the sizes (${String(message.length)} octets became ${String(octets)})`; // prettier-ignore
      }
      return null;
    } finally {
      await caller.quit();
    }
  }

  /** A logged-in connection; tried again while another session's lock goes. */
  private async open(account: Account): Promise<Caller | string> {
    const method = this.methods.get(account);
    if (method === undefined) return 'no way to log in works';
    const deadline = this.patience.deadline();
    for (;;) {
      const caller = await Caller.open(this.endpoint, this.times);
      if (!(caller instanceof Caller)) return caller.problem;
      const tls = this.offers.overTls ? await caller.startTls() : null;
      const outcome =
        tls === null ? await caller.logIn(method, account) : { ok: false as const, problem: tls };
      if (outcome.ok) {
        this.patience.learn(false);
        return caller;
      }
      await caller.quit();
      if (deadline.passed) {
        this.patience.learn(true);
        return outcome.problem;
      }
      await sleep(Math.min(200, deadline.remaining));
    }
  }
}
