import type { Account, Endpoint, MailRoute } from '../target/target.js';
import type { Limits } from '../wire/limits.js';
import type { GrammarLedger } from './grammar-ledger.js';
import type { LoginMethod, Offers } from './offers.js';

/** What a case is played with. Nothing here prints, exits or outlives the run. */
export interface PlayContext {
  readonly endpoint: Endpoint;
  readonly offers: Offers;
  readonly limits: Limits;
  readonly times: Times;
  readonly ledger: GrammarLedger;
  /** Makes every generated value of a run repeatable. */
  readonly seed: string;
  /** Stops and starts the target; null: cannot. */
  readonly restart: (() => Promise<void>) | null;
  readonly signal: AbortSignal;
  /** Brings mail in while a probe is played (MailRoute.deliver); absent or null: no way known. */
  readonly deliver?: MailRoute['deliver'] | null;
}

/** Milliseconds. */
export interface Times {
  /** For answers without a credential. */
  readonly answer: number;
  /** For answers to one: servers delay refusals on purpose. */
  readonly credential: number;
  readonly connect: number;
}

export const defaultTimes: Times = { answer: 5000, credential: 30_000, connect: 5000 };

/** The accounts a case holds while it is played. */
export interface Cast {
  readonly account: Account;
  /** How the harness itself logs in with the account; null: no way works. */
  readonly method: LoginMethod | null;
  /** Of `${other}`; null if the case does not speak of one. */
  readonly other: Account | null;
  /** Octets of the messages of `mail:`, in order. */
  readonly messages: readonly Buffer[];
}
