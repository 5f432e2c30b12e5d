import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAccounts, printAccounts, readAccountsFile } from './accounts.js';

const sample = Buffer.from(
  [
    '# CRAM-MD5 password file',
    '',
    'bill\thubba-hubba',
    'harpo sword fish',
    '\tno-user',
    'nobody\t',
    'two\t\ttabs',
    '   ',
    '#mrose\ttanstaaf',
    'mrose\ttan staaf \r',
    'bill\tanother-secret',
    'grün\tgeh#eim',
  ].join('\n'),
);

const shown = (octets: Buffer) =>
  parseAccounts(octets).accounts.map(({ user, secret }) => `${user.toString()}|${secret.toString()}`);

describe('an accounts file', () => {
  it('gives the accounts of the sample and counts what it ignored', () => {
    expect(shown(sample)).toEqual(['bill|hubba-hubba', 'mrose|tan staaf ', 'grün|geh#eim']);
    // No TAB, no user, no secret, two TABs, blanks only, a user named before.
    expect(parseAccounts(sample).ignored).toBe(6);
  });

  it('ends lines at LF or CRLF, the last one also at the end of the file', () => {
    expect(shown(Buffer.from('a\tb\r\nc\td'))).toEqual(['a|b', 'c|d']);
  });

  it('keeps every octet of what was printed', () => {
    const octets = fc
      .uint8Array({ minLength: 1, maxLength: 20 })
      .filter((bytes) => ![0x09, 0x0a, 0x0d].some((octet) => bytes.includes(octet)) && bytes[0] !== 0x23);
    const account = fc.record({ user: octets, secret: octets });
    const accounts = fc.uniqueArray(account, { selector: ({ user }) => Buffer.from(user).toString('hex') });
    fc.assert(
      fc.property(accounts, (list) => {
        const given = list.map(({ user, secret }) => ({
          user: Buffer.from(user),
          secret: Buffer.from(secret),
        }));
        expect(parseAccounts(printAccounts(given))).toEqual({ accounts: given, ignored: 0 });
      }),
    );
  });

  it('takes any octets without failing', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        for (const { user, secret } of parseAccounts(Buffer.from(bytes)).accounts) {
          expect(user.length * secret.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('reading an accounts file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailspec-accounts-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('warns when others can read it, and of ignored lines', async () => {
    const path = join(folder, 'open.pwd');
    await writeFile(path, 'bill\thubba-hubba\nnonsense\n');
    await chmod(path, 0o644);
    expect((await readAccountsFile(path)).warnings).toEqual([
      `${path} can be read by others (mode 644); chmod 600 hides the secrets`,
      `${path}: 1 line(s) ignored; a line is: user, one TAB, secret`,
    ]);
    await chmod(path, 0o600);
    expect((await readAccountsFile(path)).warnings).toHaveLength(1);
  });

  it('refuses a file without an account and one that is not there', async () => {
    const path = join(folder, 'empty.pwd');
    await writeFile(path, '# nobody\n');
    await expect(readAccountsFile(path)).rejects.toMatchObject({ code: 'E_ACCOUNTS', where: path });
    await expect(readAccountsFile(join(folder, 'missing'))).rejects.toMatchObject({ code: 'E_ACCOUNTS' });
  });
});
