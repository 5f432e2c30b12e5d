import type { Protocol } from '../model/case.js';
import type { Dialer } from '../wire/dialer.js';
import type { BaselineEntry } from '../model/baseline.js';

/** What is under test on the server's side, however it came to be: embedded, an address, a profile. */
export interface Target {
  /** `reference`, `dovecot`, `pop3://127.0.0.1:1110` */
  readonly name: string;
  /** Version where the profile knows how to ask for it; '' otherwise. */
  readonly version: string;
  readonly endpoints: readonly Endpoint[];
  readonly accounts: readonly Account[];
  /** The most cases it stands at once. */
  readonly jobs: number;
  /** How mail gets into a maildrop; null: no way known. */
  readonly mail: MailRoute | null;
  /** Stops and starts it; resolves when it is ready again. null: not ours to restart. */
  readonly restart: (() => Promise<void>) | null;
  /** What it offers although it does not advertise it, in the words of `needs:`. */
  readonly offers: readonly string[];
  /** The profile says that clear-text logins are refused without TLS. */
  readonly refusesClearText: boolean;
  readonly baseline: readonly BaselineEntry[];
  /** null while it runs (or cannot be watched); else how it ended, for people. */
  ended(): string | null;
  /** The last lines of what the program itself printed, for reports; escaped by who prints it. */
  output(): Buffer;
  /** Resolves when every process and socket of it is gone. Safe to call twice. */
  stop(): Promise<void>;
}

export interface Endpoint {
  readonly protocol: Protocol;
  /** TLS from the first octet (pop3s, imaps). */
  readonly tls: boolean;
  /** `127.0.0.1:1110`, for people. */
  readonly address: string;
  readonly dialer: Dialer;
}

export interface Account {
  readonly user: Buffer;
  readonly secret: Buffer;
}

export interface MailRoute {
  /**
   * Puts messages (octets as RETR is to send them: lines end in CRLF, the last one too) into the account's
   * maildrop, in this order, behind what is there. Resolves when the next session will see them.
   * With no messages it only makes the maildrop, where it is not there yet.
   */
  deliver(account: Account, messages: readonly Buffer[]): Promise<void>;
}
