/** An account whose secret must not be shown. */
export interface Credential {
  readonly user: Buffer;
  readonly secret: Buffer;
}

export interface Range {
  readonly start: number;
  /** Behind the last octet. */
  readonly end: number;
}

/** Shorter secrets would be found in every second word. */
const shortest = 4;

/**
 * Where secrets stand in the octets, sorted, without overlaps: as they are, inside an IMAP quoted string, as
 * text (`written`), and in base64.
 * @param command a pattern whose first group is a secret wherever it matches; null: none
 */
export function secretRanges(
  octets: Buffer,
  accounts: readonly (Credential & { readonly written?: Buffer })[],
  command: RegExp | null,
): Range[] {
  const ranges: Range[] = [];
  for (const { secret, written } of accounts) {
    if (secret.length < shortest) continue;
    const forms = new Set(
      [secret, imapQuoted(secret), ...(written ? [written] : [])].map((b) => b.toString('latin1')),
    );
    for (const form of forms) ranges.push(...occurrences(octets, Buffer.from(form, 'latin1')));
  }
  const text = octets.toString('latin1');
  for (const match of text.matchAll(/[A-Za-z0-9+/]{2,}={0,2}/g)) {
    const [token] = match;
    // Most tokens of a long exchange are too short to hold any: four characters give three octets.
    const held = accounts.filter(({ secret }) => secret.length * 4 <= token.length * 3);
    if (held.length === 0) continue;
    const decoded = [0, 1, 2, 3].map((shift) => Buffer.from(token.slice(shift), 'base64'));
    if (held.some(({ secret }) => isAmong(decoded, secret)))
      ranges.push({ start: match.index, end: match.index + token.length });
  }
  if (command) {
    for (const match of text.matchAll(command)) {
      const length = match[1]?.length ?? 0;
      const end = match.index + match[0].length;
      ranges.push({ start: end - length, end });
    }
  }
  return joined(ranges);
}

/**
 * @param decoded the octets of a token, read from its first four characters on: it may have been damaged in
 * front, so that its octets begin later
 */
function isAmong(decoded: readonly Buffer[], secret: Buffer): boolean {
  if (secret.length === 0) return false;
  if (secret.length >= shortest) return decoded.some((octets) => octets.includes(secret));
  const [whole = Buffer.alloc(0)] = decoded;
  return whole.equals(secret) || whole.toString('latin1').endsWith(`\0${secret.toString('latin1')}`);
}

function imapQuoted(secret: Buffer): Buffer {
  return Buffer.from(secret.toString('latin1').replace(/["\\]/g, '\\$&'), 'latin1');
}

function occurrences(octets: Buffer, needle: Buffer): Range[] {
  const found: Range[] = [];
  for (let at = octets.indexOf(needle); at >= 0; at = octets.indexOf(needle, at + 1))
    found.push({ start: at, end: at + needle.length });
  return found;
}

function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && range.start <= last.end)
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else result.push(range);
  }
  return result;
}
