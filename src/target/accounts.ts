import { readFile, stat } from 'node:fs/promises';
import { MailspecError } from '../model/errors.js';
import type { Account } from './target.js';

export interface ParsedAccounts {
  readonly accounts: readonly Account[];
  /** How many lines are neither an account, a comment nor blank, or name a user a second time. */
  readonly ignored: number;
}

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const HASH = 0x23;

/**
 * The format of UW IMAP's cram-md5.pwd: user, one TAB, secret. `#` at the start of a line makes it a comment;
 * lines of any other shape are ignored. Secrets are octets, so spaces and 8-bit stay as they are. Of two
 * lines for one user the first counts.
 */
export function parseAccounts(octets: Buffer): ParsedAccounts {
  const accounts: Account[] = [];
  const seen = new Set<string>();
  let ignored = 0;
  for (const line of linesOf(octets)) {
    if (line.length === 0 || line[0] === HASH) continue;
    const account = parseLine(line);
    const key = account?.user.toString('latin1') ?? '';
    if (account === null || seen.has(key)) {
      ignored++;
      continue;
    }
    seen.add(key);
    accounts.push(account);
  }
  return { accounts, ignored };
}

/** The same format again, one line per account. */
export function printAccounts(accounts: readonly Account[]): Buffer {
  return Buffer.concat(accounts.flatMap(({ user, secret }) => [user, Buffer.of(TAB), secret, Buffer.of(LF)]));
}

/** @throws MailspecError E_ACCOUNTS when it cannot be read or holds no account */
export async function readAccountsFile(path: string): Promise<ParsedAccounts & { warnings: string[] }> {
  let octets: Buffer;
  let mode: number;
  try {
    octets = await readFile(path);
    mode = (await stat(path)).mode;
  } catch (cause) {
    throw new MailspecError('E_ACCOUNTS', `cannot read the accounts file: ${String(cause)}`, {
      where: path,
      cause,
    });
  }
  const parsed = parseAccounts(octets);
  if (parsed.accounts.length === 0) {
    throw new MailspecError('E_ACCOUNTS', 'no account in this file', {
      where: path,
      hint: 'a line is: user, one TAB, secret',
    });
  }
  const warnings: string[] = [];
  if ((mode & 0o044) !== 0) {
    warnings.push(
      `${path} can be read by others (mode ${(mode & 0o777).toString(8)}); chmod 600 hides the secrets`,
    );
  }
  if (parsed.ignored > 0) {
    warnings.push(`${path}: ${String(parsed.ignored)} line(s) ignored; a line is: user, one TAB, secret`);
  }
  return { ...parsed, warnings };
}

function parseLine(line: Buffer): Account | null {
  const tab = line.indexOf(TAB);
  if (tab < 1 || tab === line.length - 1 || line.indexOf(TAB, tab + 1) !== -1) return null;
  return { user: line.subarray(0, tab), secret: line.subarray(tab + 1) };
}

function* linesOf(octets: Buffer): Generator<Buffer> {
  for (let start = 0; start < octets.length;) {
    const lf = octets.indexOf(LF, start);
    const end = lf === -1 ? octets.length : lf;
    yield octets.subarray(start, end > start && octets[end - 1] === CR ? end - 1 : end);
    start = end + 1;
  }
}
