import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeReal } from './real.js';
import { scratch, start, type Running } from './support/program.js';
import { accountsFile, said, serve } from './support/served.js';
import { peers } from './hostile/peers.js';
import { parseTap } from './support/tap.js';
import { childrenOf, socketsOf } from './support/processes.js';

/* Ctrl-C and SIGTERM: a run ends soon, its reports say that they are incomplete, nothing is left behind. */

describe.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle of a run', (signal) => {
  it('ends it soon; TAP, JUnit and JSON are whole and say so', async () => {
    const served = await serve();
    const folder = scratch();
    const reports = ['--report', 'tap=x.tap,junit=x.xml,json=x.json'];
    const run = await start(['certify', served.address, '--accounts', served.accounts, '--jobs', '1', ...reports], { cwd: folder }); // prettier-ignore
    const file = (name: string): string => readFileSync(join(folder, name), 'latin1');
    await until(() => /^ok 3 /m.test(tryRead(join(folder, 'x.tap'))));
    const asked = performance.now();
    run.child.kill(signal);
    const ended = await run.ended;
    expect(performance.now() - asked).toBeLessThan(20_000);
    expect({ code: ended.code, signal: ended.signal }).toEqual({ code: 2, signal: null });
    expect(file('x.tap')).toMatch(/\nBail out! interrupted.*\n$/);
    const tap = parseTap(file('x.tap'));
    expect(tap.points.length).toBeLessThan(tap.plan);
    expect(tap.points.filter(({ ok, todo }) => !ok && todo === '')).toEqual([]);
    expect(file('x.xml')).toMatch(/interrupted[^]*<\/testsuites>\s*$/);
    const json = JSON.parse(file('x.json')) as { runs: { complete: boolean; bailOut: string }[] };
    expect(json.runs[0]).toMatchObject({ complete: false, bailOut: 'interrupted' });
    expect(ended.stderr).toContain('mailspec: incomplete: interrupted');
  }, 90_000);
});

it('ends a wait that has minutes to go', async () => {
  const silent = await peers.silent.start();
  const run = await start(['certify', `pop3://127.0.0.1:${String(silent.port)}`, '--accounts', accountsFile('mrose\ttanstaaf\n'), '--timeout', '10m']); // prettier-ignore
  await until(() => silent.accepted() > 0);
  run.child.kill('SIGINT');
  const { code, stdout } = await run.ended;
  await silent.stop();
  expect(code).toBe(2);
  expect(stdout).toMatch(/\nBail out! interrupted.*\n$/);
}, 60_000);

it('the second one ends everything at once', async () => {
  const silent = await peers.silent.start();
  const run = await start(['serve']);
  await said(run, /^pop3:/m);
  run.child.kill('SIGINT');
  run.child.kill('SIGTERM');
  const { code } = await run.ended;
  await silent.stop();
  expect([0, 130]).toContain(code);
});

it('serve ends in order, and its port is free', async () => {
  const served = await serve();
  const port = Number(served.address.split(':').at(-1));
  served.running.child.kill('SIGTERM');
  expect(await served.running.ended).toMatchObject({ code: 0, signal: null });
  const refused = await new Promise((resolve) => {
    createConnection(port, '127.0.0.1').once('error', (error: NodeJS.ErrnoException) => resolve(error.code)).once('connect', () => resolve('taken')); // prettier-ignore
  });
  expect(refused).toBe('ECONNREFUSED');
});

await describeReal('dovecot', () => {
  it.each([1, 2])(
    'leaves no process and no socket after %i Ctrl-C',
    async (times) => {
      const run: Running = await start(['certify', 'dovecot', '--jobs', '2'], { limit: 120_000 });
      await said(run, /^ok 3 /m);
      const children = childrenOf(run.pid);
      expect(children.length).toBeGreaterThan(1);
      for (let i = 0; i < times; i++) run.child.kill('SIGINT');
      const { code, signal } = await run.ended;
      expect(signal).toBeNull();
      expect([2, 130]).toContain(code);
      await until(() => children.every((pid) => socketsOf(pid) === null));
    },
    150_000,
  );
});

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 10));
}

function tryRead(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
