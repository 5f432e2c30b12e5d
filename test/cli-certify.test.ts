import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { mailspec, scratch, type Ended } from './support/program.js';
import { countMail } from './support/raw-pop3.js';
import { accountsFile, serve, type Served } from './support/served.js';
import { parseTap } from './support/tap.js';

/* The built command line, judging. Suites grow, so nothing here counts cases. */

const apop = 'rfc1939/7/apop-replay';

describe('certify reference', () => {
  it('writes TAP to a pipe, which any consumer of TAP reads', async () => {
    const { code, stdout } = await mailspec(['certify', 'reference', 'rfc1939/7', 'rfc1734']);
    const tap = parseTap(stdout);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^TAP version 14\n1\.\.\d+\n/);
    expect(tap).toMatchObject({ ok: true, bailOut: null, extra: [] });
    expect(tap.points).toHaveLength(tap.plan);
    expect(tap.points.filter(({ ok, skip, todo }) => !ok && skip === '' && todo === '')).toEqual([]);
  });

  it('writes every report that is asked for, and the outline for people', async () => {
    const folder = scratch();
    const { code, stdout, stderr } = await mailspec(['certify', 'reference', 'rfc1939/7', '--report', 'tap=a/x.tap,junit=b/x.xml,json=x.json'], { cwd: folder }); // prettier-ignore
    expect(code).toBe(0);
    const tap = parseTap(readFileSync(join(folder, 'a/x.tap'), 'latin1'));
    const json = JSON.parse(readFileSync(join(folder, 'x.json'), 'utf8')) as { runs: { points: unknown[] }[] };
    expect(json.runs[0]?.points).toHaveLength(tap.plan);
    expect(readFileSync(join(folder, 'b/x.xml'), 'utf8')).toMatch(/^<\?xml[^]*failures="0"[^]*<\/testsuites>\s*$/);
    expect(parseTap(stdout).points).toHaveLength(tap.plan);
    expect(stderr).toMatch(/^[0-9]+ points: [0-9]+ passed/m);
  });

  it('gives the shards of a run as the run itself', async () => {
    const folder = scratch();
    const certify = (...words: string[]): Promise<Ended> => mailspec(['certify', 'reference', 'rfc1939/7', 'rfc2195', ...words], { cwd: folder }); // prettier-ignore
    await certify('--report', 'tap=all.tap', '--seed', 's');
    for (const part of ['1', '2']) await certify('--shard', `${part}/2`, '--report', `tap=${part}.tap`, '--seed', 's');
    const merged = await mailspec(['report', '1.tap', '2.tap', '--tap', 'merged.tap'], { cwd: folder });
    expect(merged.code).toBe(0);
    const pointsOf = (name: string): string[] =>
      [...new Set(parseTap(readFileSync(join(folder, name), 'latin1')).points.map((point) => point.name))].sort();
    expect(pointsOf('merged.tap')).toEqual(pointsOf('all.tap'));
  });

  it('--level leaves lighter rules out', async () => {
    const all = parseTap((await mailspec(['certify', 'reference', 'rfc1939/7'])).stdout);
    const fails = parseTap((await mailspec(['certify', 'reference', 'rfc1939/7', '--level', 'fail'])).stdout);
    expect(fails.points.length).toBeGreaterThan(0);
    expect(fails.points.length).toBeLessThan(all.points.length);
    expect(all.points.map(({ name }) => name)).toEqual(expect.arrayContaining(fails.points.map(({ name }) => name)));
  });

  it('--seed makes a run sayable again, --jobs changes nothing of it', async () => {
    const traces: string[] = [];
    for (const jobs of ['1', '4']) {
      const folder = scratch();
      const words = ['certify', 'reference', 'rfc2195/*', '--seed', 'again', '--jobs', jobs, '--trace', 'wire'];
      const { code, stdout } = await mailspec(words, { cwd: folder });
      expect(code).toBe(0);
      expect(stdout).toContain('# seed: again\n');
      const spoken = readdirSync(join(folder, 'wire')).sort().map((file) => {
        const lines = readFileSync(join(folder, 'wire', file), 'latin1').split('\n');
        return `${file}: ${String(lines.filter((line) => / C\d+ /.test(line)).length)}`;
      });
      traces.push(spoken.join('\n'));
    }
    expect(traces[0]).not.toBe('');
    expect(traces[1]).toBe(traces[0]);
  });

  it('--max-bad-logins skips what would need more of them', async () => {
    const { code, stdout } = await mailspec(['certify', 'reference', 'rfc1939/7', '--max-bad-logins', '1', '--jobs', '1']);
    expect(code).toBe(0);
    expect(parseTap(stdout).points.map(({ skip }) => skip)).toContain('--max-bad-logins 1 is reached');
  });
}); // prettier-ignore

describe('a server with a fault, run by somebody else', () => {
  let faulty: Served;
  let fault: string;
  beforeAll(async () => {
    const listed = JSON.parse((await mailspec(['list', '--faults', '--json'])).stdout) as { name: string }[];
    fault = listed.map(({ name }) => name).find((name) => /^apop.*(case|any|replay|short|prefix|length)/.test(name)) ?? listed[0]?.name ?? '';
    faulty = await serve(['--fault', fault]);
  }); // prettier-ignore

  it('is found twice in a row: exit 1, the requirement, the exchange', async () => {
    const names: string[][] = [];
    for (let time = 0; time < 2; time++) {
      const { code, stdout } = await mailspec(['certify', faulty.address, 'rfc1939/7', 'rfc1939/4', '--accounts', faulty.accounts]); // prettier-ignore
      const failed = parseTap(stdout).points.filter(({ ok, todo }) => !ok && todo === '');
      expect(code).toBe(1);
      expect(failed.length).toBeGreaterThan(0);
      for (const { diag } of failed) {
        expect(diag['requirement']).toEqual(expect.any(String));
        expect(JSON.stringify(diag['rule'])).toMatch(/1939/);
        expect(JSON.stringify(diag['wire'])).toMatch(/C1 .*S1 /);
        expect(diag['replay']).toMatch(/^mailspec replay rfc1939\/\S+ pop3:\/\/127\.0\.0\.1:\d+ --accounts /);
      }
      names.push(failed.map(({ name }) => name));
    }
    expect(names[1]).toEqual(names[0]);
  });

  it('is known with a baseline that says so, and fixed where it is not there any more', async () => {
    const folder = scratch();
    await mailspec(['certify', faulty.address, 'rfc1939/7', '--accounts', faulty.accounts, '--report', 'json=x.json'], { cwd: folder }); // prettier-ignore
    const { runs } = JSON.parse(readFileSync(join(folder, 'x.json'), 'utf8')) as { runs: { points: { case: string; rule: string; outcome: string; findings: { shape: string }[] }[] }[] }; // prettier-ignore
    const entries = (runs[0]?.points ?? []).filter(({ outcome }) => outcome === 'fail').flatMap((point) => [...new Set(point.findings.map(({ shape }) => shape))].map((shape) => `- {case: ${point.case}, rule: ${point.rule}, shape: ${JSON.stringify(shape)}, reason: planted}\n`)); // prettier-ignore
    expect(entries.length).toBeGreaterThan(0);
    writeFileSync(join(folder, 'baseline.yaml'), entries.join(''));
    const known = await mailspec(['certify', faulty.address, 'rfc1939/7', '--accounts', faulty.accounts, '--baseline', 'baseline.yaml'], { cwd: folder }); // prettier-ignore
    expect(parseTap(known.stdout).points.filter(({ ok, todo }) => !ok && todo === '')).toEqual([]);
    expect(known.code).toBe(0);
    expect(parseTap(known.stdout).points.map(({ todo }) => todo)).toContain('known: planted');
    const fixed = await mailspec(['certify', 'reference', 'rfc1939/7', '--baseline', 'baseline.yaml'], { cwd: folder }); // prettier-ignore
    expect(fixed.code).toBe(1);
  });

  it('replays the failing case by the command that the report gives', async () => {
    const { stdout } = await mailspec([
      'certify',
      faulty.address,
      'rfc1939/7',
      '--accounts',
      faulty.accounts,
    ]);
    const failed = parseTap(stdout).points.find(({ ok, todo }) => !ok && todo === '');
    const command = String(failed?.diag['replay']).split(' ').slice(1);
    const again = await mailspec(command);
    expect(again.code).toBe(1);
    expect(again.stdout).toMatch(/ S1 \+OK .*\n[^]* C1 /);
  });
});

describe('somebody else’s server', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });

  it('is judged without a way for mail, and what needs mail says why it is skipped', async () => {
    const { code, stdout, stderr } = await mailspec(['certify', served.address, 'rfc1939/5', '--accounts', served.accounts]); // prettier-ignore
    expect(code).toBe(0);
    expect(stderr).toMatch(/^[0-9]+ points: /m);
    const skips = parseTap(stdout).points.map(({ skip }) => skip);
    expect(skips).toContain('no way to bring mail in (give the target a profile)');
  });

  it('--strict turns warnings into failures', async () => {
    const words = ['certify', served.address, 'rfc1939/13', 'rfc5034/4', '--accounts', served.accounts];
    const mild = await mailspec(words);
    const warned = parseTap(mild.stdout).points.filter(({ ok, todo }) => !ok && todo !== '');
    expect(mild.code).toBe(0);
    expect(warned.length).toBeGreaterThan(0);
    const strict = await mailspec([...words, '--strict']);
    expect(strict.code).toBe(1);
    expect(parseTap(strict.stdout).points.filter(({ ok, todo }) => !ok && todo === '').map(({ name }) => name)).toEqual(warned.map(({ name }) => name)); // prettier-ignore
  });

  it('no secret is in any report, unless it is wished', async () => {
    // Those of the RFCs' examples stand in the catalogue itself.
    const secrets = readFileSync(served.accounts, 'latin1').split('\n').filter((line) => line.startsWith('spare')).map((line) => line.split('\t')[1] ?? ''); // prettier-ignore
    const spares = accountsFile(readFileSync(served.accounts, 'latin1').split('\n').filter((line) => line.startsWith('spare')).join('\n')); // prettier-ignore
    const forms = secrets.flatMap((secret) => [
      secret,
      Buffer.from(secret).toString('base64').replace(/=*$/, ''),
    ]);
    expect(secrets.length).toBeGreaterThan(3);
    const certify = async (...words: string[]): Promise<string> => {
      const folder = scratch();
      const ended = await mailspec(['certify', served.address, 'rfc1939/7', 'rfc4616', 'rfc1939/13', '--accounts', spares, '--report', 'tap=x.tap,junit=x.xml,json=x.json', '--trace', 'wire', '--level', 'info', ...words], { cwd: folder }); // prettier-ignore
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.includes('.'),
      );
      expect(files.length).toBeGreaterThan(4);
      return [
        ended.stdout,
        ended.stderr,
        ...files.map((name) => readFileSync(join(folder, name), 'latin1')),
      ].join('\n');
    };
    const hidden = await certify();
    expect(forms.filter((form) => hidden.includes(form))).toEqual([]);
    expect(hidden).toContain('<secret>');
    const shown = await certify('--show-secrets');
    expect(forms.some((form) => shown.includes(form))).toBe(true);
  });

  it('warns of accounts that others can read', async () => {
    const path = accountsFile(readFileSync(served.accounts, 'latin1'));
    chmodSync(path, 0o644);
    const { code, stderr } = await mailspec(['certify', served.address, apop, '--accounts', path]);
    expect(code).toBe(0);
    expect(stderr).toContain(`mailspec: warning: ${path} can be read by others (mode 644)`);
  });

  it('takes the sample of the accounts format, and says what it ignored', async () => {
    const path = accountsFile('# UW IMAP\nbill\thubba-hubba\n\nno tab\ntwo\ttabs\there\n');
    const { code, stdout, stderr } = await mailspec(['certify', served.address, apop, '--accounts', path]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: .*: 2 line\(s\) ignored/);
    expect(parseTap(stdout).points.every(({ ok }) => ok)).toBe(true);
  });
});

describe('a maildrop that holds mail', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve(['--mail', '300', '500']);
  });
  const empties = 'rfc1939/5/*';

  it('is not touched, and then with --allow-mail-loss it is', async () => {
    const careful = await mailspec(['certify', served.address, empties, '--accounts', served.accounts]);
    const skips = parseTap(careful.stdout).points.map(({ skip }) => skip);
    expect(skips).toContain('every maildrop holds mail (--allow-mail-loss lets mailspec delete it)');
    expect(await messagesLeft(served)).toEqual(['2']);
    const careless = await mailspec(['certify', served.address, empties, '--accounts', served.accounts, '--allow-mail-loss']); // prettier-ignore
    expect(careless.stdout).not.toContain('every maildrop holds mail');
    expect(await messagesLeft(served)).toContain('0');
  });
});

/** How many messages the accounts' maildrops hold, each number once. */
async function messagesLeft({ address, accounts }: Served): Promise<string[]> {
  const lines = readFileSync(accounts, 'latin1').split('\n').filter((line) => line.includes('\t')); // prettier-ignore
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  const counts: string[] = [];
  for (const line of lines) {
    const [user = '', secret = ''] = line.split('\t');
    counts.push(await countMail(port, user, secret));
  }
  return [...new Set(counts)].sort();
}

describe('replay', () => {
  it('shows the whole exchange of a case', async () => {
    const { code, stdout } = await mailspec(['replay', apop, 'reference']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\d S1 \+OK .*<.*>\\r\\n\n[^]*\d C1 APOP .*\\r\\n\n[^]*\d S2 -ERR/);
  });

  it('plays a transcript file that is nobody’s suite', async () => {
    const folder = scratch();
    const text = `A finding of mine, which is no RFC
protocol: pop3
side: server
state: auth

== noop
A maildrop answers NOOP.

rule: rfc1939-5-noop-ok
C: NOOP
S: +OK
`;
    const path = join(folder, 'mine.transcript');
    writeFileSync(path, text);
    const { code, stdout, stderr } = await mailspec(['replay', path, 'reference']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/ C1 NOOP\\r\\n/);
  });
});

describe('list and vectors', () => {
  it('list and list --json name the same cases', async () => {
    const text = (await mailspec(['list', 'rfc1939/7'])).stdout;
    const cases = JSON.parse((await mailspec(['list', 'rfc1939/7', '--json'])).stdout) as { id: string; rules: string[] }[]; // prettier-ignore
    expect(cases.map(({ id }) => id)).toContain(apop);
    expect(cases.filter(({ id }) => !text.includes(`  ${id}`))).toEqual([]);
    expect(cases.filter(({ rules }) => rules.length === 0)).toEqual([]);
  });

  it('list --requirements explains every row', async () => {
    const { code, stdout } = await mailspec(['list', '--requirements']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\+ rfc1939-7-apop-replay \(fail\)$/m);
    expect(stdout).toMatch(/\d+ rows with a server's role: .* cited by cases, /);
  });

  it('vectors are all right', async () => {
    const { code, stdout } = await mailspec(['vectors']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nall \d+ known answers are right\n$/);
  });
});
