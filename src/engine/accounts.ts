import type { AccountProperty, AccountWish, CaseHeads } from '../model/case.js';
import { mechanismNames } from '../sasl/mechanism.js';
import type { Account } from '../target/target.js';
import { methodName } from './offers.js';
import type { SurveyedAccount } from './survey-accounts.js';

const properties: Readonly<Record<AccountProperty, (account: Account) => boolean>> = {
  'secret-1': ({ secret }) => secret.length === 1,
  'secret-40': ({ secret }) => secret.length === 40,
  'secret-63': ({ secret }) => secret.length === 63,
  'secret-64': ({ secret }) => secret.length === 64,
  'secret-65': ({ secret }) => secret.length === 65,
  'secret-80': ({ secret }) => secret.length === 80,
  'secret-129': ({ secret }) => secret.length === 129,
  'secret-long': ({ secret }) => secret.length >= 65,
  'secret-space': ({ secret }) => secret.includes(' '),
  'secret-quote': ({ secret }) => secret.includes('"') && secret.includes('\\'),
  'secret-8bit': ({ secret }) => secret.some((octet) => octet > 0x7e),
  'user-space': ({ user }) => user.includes(' '),
  'user-40': ({ user }) => user.length === 40,
};

export function hasProperty(account: Account, property: AccountProperty): boolean {
  return properties[property](account);
}

/** Nothing about it needs quoting, hashing or encoding: what ordinary cases use. */
export function isPlain(account: Account): boolean {
  const word = /^[\x21\x23-\x5b\x5d-\x7e]{2,32}$/;
  return word.test(account.user.toString('latin1')) && word.test(account.secret.toString('latin1'));
}

/** Words of `needs:` that name a way to log in. */
const loginWords: ReadonlySet<string> = new Set([
  'user',
  'apop',
  ...mechanismNames.map((name) => name.toLowerCase()),
]);

/**
 * The accounts for which every way to log in that a case speaks of works. Where nobody at all gets in, a case
 * that does not need it is still played: the greeting can be judged, and that a right secret is refused.
 */
function ableTo(needs: readonly string[], accounts: readonly SurveyedAccount[]): Account[] {
  const words = needs.filter((need) => loginWords.has(need));
  if (words.length === 0 && accounts.every(({ methods }) => methods.length === 0)) return accounts.map(({ account }) => account); // prettier-ignore
  const able = accounts.filter(
    ({ methods }) =>
      methods.length > 0 && words.every((word) => methods.some((method) => methodName(method) === word)),
  );
  return able.map(({ account }) => account);
}

/**
 * The accounts a case may be played with, in the order to try; empty: SKIP. Of ordinary accounts those for which
 * the ways to log in work that the case needs; where it asks for a special account, that very one: that a way
 * does not work for it may be what the case is to find.
 */
export function candidates(
  { needs, account: wish }: Pick<CaseHeads, 'needs' | 'account'>,
  accounts: readonly SurveyedAccount[],
): Account[] {
  if (wish === null) return ableTo(needs, accounts).filter(isPlain);
  const all = accounts.map(({ account }) => account);
  if (wish.kind === 'special') return all.filter((account) => hasProperty(account, wish.property));
  return all.filter(({ user, secret }) => user.equals(wish.user) && secret.equals(wish.secret));
}

/** Whom `${other}` may be. */
export function otherCandidates(
  { needs }: Pick<CaseHeads, 'needs'>,
  accounts: readonly SurveyedAccount[],
): Account[] {
  return ableTo(needs, accounts).filter(isPlain);
}

/** For a skip's reason. */
export function describeWish(wish: AccountWish): string {
  return wish.kind === 'exact' ? `no account ${wish.user.toString('latin1')} with the secret the case prints` : `no account with ${wish.property}`; // prettier-ignore
}
