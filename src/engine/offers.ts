/** What a target offers, found by its profile, by CAPA and by trying (shared words with `needs:`). */
export interface Offers {
  /** Capability tags in upper case with their parameters, before login; null: CAPA is not there. */
  readonly capabilities: ReadonlyMap<string, readonly string[]> | null;
  /** Ways to log in that work with the right secret, strongest first. */
  readonly logins: readonly LoginMethod[];
  /** Mechanisms that AUTH answers with a challenge. */
  readonly mechanisms: readonly string[];
  /** Other features, lower case: stls, tls, top, uidl, auth, restart, mail ... */
  readonly features: ReadonlySet<string>;
  /** Milliseconds a wrong login was delayed. */
  readonly refusalDelay: number;
  /** Logins work only after STLS, so preparation does that first. */
  readonly overTls: boolean;
}

export type LoginMethod =
  | { readonly kind: 'user' }
  | { readonly kind: 'apop' }
  | { readonly kind: 'auth'; readonly mechanism: string };

/** `user`, `apop`, `cram-md5`: the word of `needs:`. */
export function methodName(method: LoginMethod): string {
  return method.kind === 'auth' ? method.mechanism.toLowerCase() : method.kind;
}

/** null if the offers have what `needs:` names, else what is missing, for people. */
export function missing(needs: readonly string[], offers: Offers): string | null {
  for (const need of needs) {
    const unwanted = need.startsWith('!');
    const word = unwanted ? need.slice(1) : need;
    if (offered(word, offers) === unwanted)
      return unwanted ? `the target offers ${word}` : `the target does not offer ${word}`;
  }
  return null;
}

/** Words that ask nothing of the target, but how the case is played. */
const aboutTheRun: ReadonlySet<string> = new Set(['exact-sizes', 'alone']);

function offered(word: string, offers: Offers): boolean {
  if (aboutTheRun.has(word)) return true;
  // Upper case asks for what CAPA lists, `SASL=PLAIN` for one parameter of it; lower case for what works.
  if (word === word.toUpperCase()) {
    const [tag = '', parameter] = word.split('=');
    const listed = offers.capabilities?.get(tag);
    return (
      listed !== undefined &&
      (parameter === undefined || listed.some((item) => item.toUpperCase() === parameter))
    );
  }
  return offers.logins.some((method) => methodName(method) === word) || offers.features.has(word);
}
