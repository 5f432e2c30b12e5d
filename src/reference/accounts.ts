/** A way to log in. `user`: USER and PASS. */
export type LoginMethod = 'user' | 'apop' | 'cram-md5' | 'plain' | 'login' | 'scram-sha-1' | 'scram-sha-256';

export interface ReferenceAccount {
  readonly user: Buffer;
  readonly secret: Buffer;
  /** What it may log in with; absent: everything (RFC 1939 section 13 advises against that). */
  readonly methods?: readonly LoginMethod[];
}

/**
 * The accounts of the reference server: those of the RFCs' examples, one for each special shape of name
 * and secret (lengths around HMAC's block of 64 octets among them), and spares so that cases can run at once.
 */
export const referenceAccounts: readonly ReferenceAccount[] = [
  account('mrose', 'tanstaaf'),
  account('tim', 'tanstaaftanstaaf'),
  account('bill', 'hubba-hubba'),
  account('harpo', 'swordfish'),
  account('user', 'pencil'),
  account('kurt', 'xipj3plmq'),
  account('one', 'x'),
  ...[63, 64, 65, 80, 129].map((length) => account(`key${String(length)}`, secretOf(length))),
  account('spaces', 'a secret with spaces'),
  account('quotes', 'say "yes\\no"'),
  account('eightbit', 'pässwörd-ключ'),
  account('two words', 'name-with-a-space'),
  account('a-user-name-of-exactly-forty-octets-long', 'and-a-secret-of-exactly-forty-octets-too'),
  ...Array.from({ length: 12 }, (_, i) =>
    account(`spare${String(i + 1)}`, `${secretOf(12)}-${String(i + 1)}`),
  ),
];

function account(user: string, secret: string): ReferenceAccount {
  return { user: Buffer.from(user), secret: Buffer.from(secret) };
}

/** A secret of so many octets of which no part repeats another. */
function secretOf(length: number): string {
  let text = `k${String(length)}`;
  for (let i = 0; text.length < length; i++) text += `.${(i * 7919 + length).toString(36)}`;
  return text.slice(0, length);
}
