import type { Account } from '../src/target/target.js';

/** As many as the most connections at once: POP3 locks a maildrop (RFC 1939 section 4), so nobody shares one. */
export const benchAccounts: readonly Account[] = Array.from({ length: 10 }, (_, index) => ({
  user: Buffer.from(`bench${String(index)}`),
  secret: Buffer.from(`secret-${String(index)}`),
}));
