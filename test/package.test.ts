import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/model/package-root.js';
import { scratch } from './support/program.js';
import { parseTap } from './support/tap.js';

/* What npm users get: packed, installed into an empty folder, run from there. */

const run = promisify(execFile);

describe('the package', () => {
  let folder = '';
  let files: string[] = [];
  beforeAll(async () => {
    folder = scratch();
    const packed = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: packageRoot(), maxBuffer: 1e8 }); // prettier-ignore
    const json = packed.stdout.slice(packed.stdout.indexOf('[\n'));
    files = (JSON.parse(json) as { files: { path: string }[] }[]).flatMap((each) => each.files.map(({ path }) => path));
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    await run('npm', ['install', `./${tarball}`, '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
  }, 240_000); // prettier-ignore

  const mailspec = (...words: string[]): Promise<{ stdout: string; stderr: string }> =>
    run('npx', ['mailspec', ...words], { cwd: folder, maxBuffer: 1e8 });

  it('holds the program, the suites, the vectors and the targets, and no tests', () => {
    for (const path of ['dist/cli/main.js', 'suites/requirements.tsv', 'vectors/apop.json', 'targets/dovecot/profile.yaml', 'LICENSE', 'README.md']) expect(files).toContain(path); // prettier-ignore
    expect(files.filter((path) => /\.test\.|\.testing\.|^src\/|^test\/|^bench\/|__snapshots__|fixtures/.test(path))).toEqual([]); // prettier-ignore
  });

  it('lists its cases', async () => {
    expect((await mailspec('list')).stdout).toMatch(/^ {2}rfc1939\/7\/apop-replay/m);
  });

  it('proves its digests', async () => {
    expect((await mailspec('vectors')).stdout).toMatch(/\nall \d+ known answers are right\n$/);
  });

  it('certifies the reference server', async () => {
    const { stdout, stderr } = await mailspec('certify', 'reference', 'rfc1939/7');
    expect(stderr).toMatch(/^[0-9]+ points: [0-9]+ passed/m);
    expect(parseTap(stdout)).toMatchObject({ ok: true, bailOut: null, extra: [] });
  });
});
