import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { referenceAccounts } from './accounts.js';
import type { LoginMethod, ReferenceAccount } from './accounts.js';
import { MailStore } from './mail/store.js';

/** What a server may be made to leave out; all are offered when nothing is said. */
export type Offer = LoginMethod | 'capa' | 'stls' | 'top' | 'uidl';

export const allOffers: readonly Offer[] = [
  'user', 'apop', 'cram-md5', 'plain', 'login', 'scram-sha-1', 'scram-sha-256', 'capa', 'stls', 'top', 'uidl',
]; // prettier-ignore

/** Settings of a server, whatever it is served over. */
export interface RealmOptions {
  readonly accounts?: readonly ReferenceAccount[];
  /** Whether a secret may be sent in clear without TLS: USER, PASS, PLAIN, LOGIN. Default: allowed. */
  readonly clearText?: 'allowed' | 'after-tls';
  readonly offers?: readonly Offer[];
  /** What stands after the `@` of challenges. */
  readonly hostname?: string;
  /** Milliseconds since 1970, as challenges show them. Default: the clock. */
  readonly now?: () => number;
}

/** What all sessions of one server share: who there is, their mail, and where chance and time come from. */
export interface Realm {
  readonly accounts: readonly ReferenceAccount[];
  readonly store: MailStore;
  readonly clearText: 'allowed' | 'after-tls';
  readonly offers: ReadonlySet<Offer>;
  readonly hostname: string;
  /** Stands in for the secret of a user who does not exist, so that the same work is done. */
  readonly decoy: Buffer;
  /** Keys the salts, which therefore stay the same for a user, existing or not. */
  readonly saltKey: Buffer;
  random(octets: number): Buffer;
  now(): number;
}

export function createRealm(options: RealmOptions = {}): Realm {
  return {
    accounts: options.accounts ?? referenceAccounts,
    store: new MailStore(),
    clearText: options.clearText ?? 'allowed',
    offers: new Set(options.offers ?? allOffers),
    hostname: options.hostname ?? 'mail.example.test',
    decoy: randomBytes(16),
    saltKey: randomBytes(32),
    random: (octets) => randomBytes(octets),
    now: options.now ?? Date.now,
  };
}

/**
 * The account, if `right` says so of its secret and it may log in this way. `right` is asked even when
 * there is no such user, about a decoy: the answer takes the same steps and the same time.
 */
export function authenticate(
  realm: Realm,
  user: Buffer,
  method: LoginMethod,
  right: (secret: Buffer) => boolean,
): ReferenceAccount | null {
  const account = realm.accounts.find((candidate) => candidate.user.equals(user));
  const matches = right(account?.secret ?? realm.decoy);
  if (account === undefined || !matches) return null;
  return account.methods === undefined || account.methods.includes(method) ? account : null;
}

/** Equality in a time that depends neither on where the two differ nor on their lengths. */
export function sameOctets(a: Buffer, b: Buffer): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

function sha256(octets: Buffer): Buffer {
  return createHash('sha256').update(octets).digest();
}
