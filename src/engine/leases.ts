import type { Account } from '../target/target.js';

/** Lends accounts: one case at a time has an account, so that its maildrop and its locks are its own. */
export class Leases {
  private readonly taken = new Set<Account>();
  private readonly waiting: (() => void)[] = [];

  /**
   * Waits until one of `wanted` is free, and, for `withOther`, a second one of `others`.
   * Both are taken in one step, so two cases can never wait for each other.
   */
  async take(wanted: readonly Account[], others: readonly Account[] | null): Promise<Lease> {
    for (;;) {
      const account = wanted.find((each) => !this.taken.has(each));
      const other = others?.find((each) => each !== account && !this.taken.has(each)) ?? null;
      if (account !== undefined && (others === null || other !== null)) {
        const held = other === null ? [account] : [account, other];
        for (const each of held) this.taken.add(each);
        return { account, other, release: () => this.release(held) };
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private release(held: readonly Account[]): void {
    for (const each of held) this.taken.delete(each);
    for (const wake of this.waiting.splice(0)) wake();
  }
}

export interface Lease {
  readonly account: Account;
  readonly other: Account | null;
  release(): void;
}
