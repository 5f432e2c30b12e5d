import type { Account } from '../target/target.js';

/** Lends accounts: one case at a time has an account, so that its maildrop and its locks are its own. */
export class Leases {
  private readonly taken = new Set<Account>();
  private readonly waiting: (() => void)[] = [];

  /**
   * Waits until one of `wanted` is free, and, where `others` are given, a second one with another secret.
   * Both are taken in one step, so two cases can never wait for each other. There must be such a pair (`canPair`).
   */
  async take(wanted: readonly Account[], others: readonly Account[] | null): Promise<Lease> {
    for (;;) {
      const found = this.find(wanted, others);
      if (found !== null) {
        const held = found.other === null ? [found.account] : [found.account, found.other];
        for (const each of held) this.taken.add(each);
        return { ...found, release: () => this.release(held) };
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private find(wanted: readonly Account[], others: readonly Account[] | null): Omit<Lease, 'release'> | null {
    const free = (account: Account): boolean => !this.taken.has(account);
    for (const account of wanted.filter(free)) {
      if (others === null) return { account, other: null };
      const other = others.find((each) => free(each) && differ(account, each));
      if (other !== undefined) return { account, other };
    }
    return null;
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

/** Two accounts of which the one's secret must not open the other's maildrop. */
function differ(account: Account, other: Account): boolean {
  return account !== other && !account.user.equals(other.user) && !account.secret.equals(other.secret);
}

/** Whether there is an account and a second one with another name and another secret. */
export function canPair(wanted: readonly Account[], others: readonly Account[]): boolean {
  return wanted.some((account) => others.some((other) => differ(account, other)));
}
