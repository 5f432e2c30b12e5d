import { createServer, type AddressInfo } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mailspec, scratch } from './support/program.js';
import { accountsFile } from './support/served.js';

/* What the command line says of itself, and how it refuses what it cannot do. Nothing here needs a server. */

describe('--help', () => {
  it.each(['', 'certify', 'replay', 'list', 'report', 'serve', 'vectors'])('of mailspec %s', async (word) => {
    const words = word === '' ? [] : [word];
    const { code, stdout, stderr } = await mailspec([...words, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchSnapshot();
  });

  it('--version is that of the package', async () => {
    const { code, stdout } = await mailspec(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('usage errors are exit 2, on stderr only, and name the culprit', () => {
  const good = accountsFile('mrose\ttanstaaf\n');
  const empty = accountsFile('# nobody\nno tab here\n');
  const folder = scratch();
  const badBaseline = join(folder, 'baseline.yaml');
  writeFileSync(badBaseline, '- case: rfc1939/7/apop-replay\n  rule: x\n  shap: y\n');
  const badTap = join(folder, 'bad.tap');
  writeFileSync(badTap, 'TAP version 14\n1..3\nok 1 - a/b/c rule\n');
  const emptyTap = join(folder, 'empty.tap');
  writeFileSync(emptyTap, '');
  mkdirSync(join(folder, 'out.tap'));

  it.concurrent.each<[string, string[], string]>([
    ['no command', [], 'Usage: mailspec'],
    ['an unknown command', ['certfy'], "unknown command 'certfy'"],
    ['an unknown option', ['certify', 'reference', '--stict'], "unknown option '--stict'"],
    ['no target', ['certify', 'rfc1939/7'], 'rfc1939/7 names no target'],
    ['a word that is neither target nor case', ['certify', 'reference', 'refrence'], 'no case is named refrence'],
    ['a case that is not there', ['certify', 'reference', 'rfc1939/7/apop-nothing'], 'no case is named rfc1939/7/apop-nothing'],
    ['a pattern among good ones', ['certify', 'reference', 'rfc1939/7', 'rfc9999/*'], 'no case is named rfc9999/*'],
    ['list of what is not there', ['list', 'nonsense'], 'no case is named nonsense'],
    ['--shard 3/2', ['certify', 'reference', '--shard', '3/2'], '--shard 3/2'],
    ['--shard of words', ['certify', 'reference', '--shard', 'one'], '--shard one'],
    ['a shard that holds nothing', ['certify', 'reference', 'rfc1939/7/apop-replay', '--shard', '2/2'], '--shard 2/2 holds no case'],
    ['an unknown report', ['certify', 'reference', '--report', 'pdf=x'], "'pdf=x' is not FORMAT=FILE"],
    ['a report without a file', ['certify', 'reference', '--report', 'tap'], "'tap' is not FORMAT=FILE"],
    ['a report twice', ['certify', 'reference', '--report', 'tap=a,tap=b'], 'tap is given twice'],
    ['a report that cannot be written', ['certify', 'reference', 'rfc1939/7/apop-replay', '--report', `tap=${folder}/out.tap`], 'E_REPORT'],
    ['an unknown level', ['certify', 'reference', '--level', 'all'], 'all'],
    ['no number of jobs', ['certify', 'reference', '--jobs', '0'], '0 is no number above 0'],
    ['no time', ['certify', 'reference', '--timeout', 'soon'], 'soon is no time'],
    ['accounts that are not there', ['certify', 'pop3://127.0.0.1:1', '--accounts', 'nowhere'], 'nowhere'],
    ['accounts that hold none', ['certify', 'pop3://127.0.0.1:1', '--accounts', empty], 'no account in this file'],
    ['no accounts', ['certify', 'pop3://127.0.0.1:1'], 'E_ACCOUNTS'],
    ['a baseline that is not there', ['certify', 'reference', '--baseline', 'nowhere.yaml'], 'nowhere.yaml'],
    ['a baseline with a wrong key', ['certify', 'reference', '--baseline', badBaseline], 'shap'],
    ['an address without POP3', ['certify', 'imap://127.0.0.1:1', '--accounts', good], 'no POP3 address'],
    ['addresses of two hosts', ['certify', 'pop3://127.0.0.1:1', 'pop3s://127.0.0.2:2', '--accounts', good], '127.0.0.1 and 127.0.0.2'],
    ['replay of no case', ['replay', 'rfc1939/7/nothing', 'reference'], 'no case is named rfc1939/7/nothing'],
    ['replay of no file', ['replay', 'nowhere.transcript', 'reference'], 'nowhere.transcript'],
    ['report of no file', ['report', 'nowhere.tap'], 'nowhere.tap'],
    ['report of too few points', ['report', badTap], badTap],
    ['report of an empty file', ['report', emptyTap], emptyTap],
    ['serve with an unknown fault', ['serve', '--fault', 'nothing-such'], 'nothing-such'],
    ['serve on no port', ['serve', '--pop3', '99999'], '99999 is no port'],
  ])('%s', async (_what, words, culprit) => {
    const { code, stdout, stderr } = await mailspec(words, { cwd: folder });
    expect(stderr).toContain(culprit);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/\n\s+at .*\.js/);
  }); // prettier-ignore
});

it('a port where nobody listens: exit 2 at once, and the report says why', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const { code, stdout, stderr } = await mailspec(['certify', `pop3://127.0.0.1:${String(port)}`, '--accounts', accountsFile('mrose\ttanstaaf\n')], { limit: 20_000 }); // prettier-ignore
  expect(code).toBe(2);
  expect(stdout).toMatch(/^Bail out! .*ECONNREFUSED.*\n$(?![^])/m);
  expect(stderr).toContain('ECONNREFUSED');
});
