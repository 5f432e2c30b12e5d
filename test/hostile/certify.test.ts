import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTap } from '../../src/report/read-tap.js';
import { mailspec, scratch, start, type Ended } from '../support/program.js';
import { accountsFile, said, serve } from '../support/served.js';
import { parseTap } from '../support/tap.js';
import { peers } from './peers.js';

/* The command line against servers that mean harm: a clear result, in bounded time and memory, nothing forged. */

const accounts = accountsFile('mrose\ttanstaaf\nharpo\tswordfish\nbill\thubba-hubba\n');
const quick = ['--timeout', '500ms', '--auth-timeout', '700ms'];

interface Certified extends Ended {
  readonly tap: string;
  readonly junit: string;
  readonly json: string;
}

async function certify(address: string, ...words: string[]): Promise<Certified> {
  const folder = scratch();
  const reports = ['--report', 'tap=x.tap,junit=x.xml,json=x.json'];
  const ended = await mailspec(['certify', address, ...words, '--accounts', accounts, ...quick, ...reports], { cwd: folder, limit: 170_000 }); // prettier-ignore
  const text = (name: string): string => readFileSync(join(folder, name), 'latin1');
  return { ...ended, tap: text('x.tap'), junit: text('x.xml'), json: text('x.json') };
}

/** Nothing of the peer's reached a report or the terminal as anything but text. */
function expectHonest({ stdout, stderr, tap, junit, json }: Certified): void {
  const read = parseTap(tap);
  expect(read.extra).toEqual([]);
  expect(read.points.length === read.plan || read.bailOut !== null).toBe(true);
  expect(readTap(tap, 'x.tap')).toHaveLength(1);
  expect(read.points.every(({ name }) => /^(- )?(rfc|wire)\S* rfc\S+$/.test(name))).toBe(true);
  for (const text of [stdout, stderr, tap, junit, json]) {
    expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f]|\xe2\x80[\xa8\xa9]/);
  }
  expect(junit).not.toContain('<script>');
  expect(junit.trimEnd()).toMatch(/<\/testsuites>$/);
  expect(() => JSON.parse(json) as unknown).not.toThrow();
}

describe('certify of a peer that cannot be judged: exit 2, a reason, every report', () => {
  it.concurrent.each([
    [peers.silent, /no greeting: no answer in time/],
    [peers.closesAtOnce, /no greeting: the server closed the connection/],
    [peers.resetsAtOnce, /no (connection|greeting)/],
    [peers.halfGreeting, /no greeting: the server closed the connection/],
    [peers.octetPerSecond, /no greeting: no end of line in time/],
    [peers.endlessGreeting, /no greeting: a line longer than/],
    [peers.gigabyteLine, /no greeting: a line longer than/],
    [peers.binaryNoise, /CAPA nor QUIT|no greeting/],
    [peers.echo, /no greeting/],
    [peers.readsNothing, /neither CAPA nor QUIT is answered/],
    [peers.clearOnTlsPort, /neither CAPA nor QUIT is answered/],
    [peers.resetInReply, /neither CAPA nor QUIT is answered/],
  ])('$name', async (peer, reason) => {
    const running = await peer.start();
    const result = await certify(`pop3://127.0.0.1:${String(running.port)}`);
    await running.stop();
    expect(result.stderr).toMatch(reason);
    expect(result.stderr).toMatch(/^mailspec: incomplete: /m);
    expect(parseTap(result.tap).bailOut).toMatch(reason);
    expect({ code: result.code, signal: result.signal }).toEqual({ code: 2, signal: null });
    expect(result.peakMb).toBeLessThan(200);
    expectHonest(result);
  }, 180_000);
}); // prettier-ignore

describe('certify of a peer that answers nonsense: an end, and nothing forged', () => {
  it.concurrent.each([
    peers.resetAfterReply, peers.poisoned, peers.endlessLines, peers.endlessList, peers.stlsThenGarbage, peers.stlsThenSilence, peers.hundredReplies,
  ])('$name', async (peer) => {
    const running = await peer.start();
    const result = await certify(`pop3://127.0.0.1:${String(running.port)}`, 'rfc1939/7/apop-replay', 'rfc1939/5/stat*', 'rfc1939/5/list*');
    await running.stop();
    expect(result.signal).toBeNull();
    // Who refuses every command with -ERR and hangs up breaks no sentence: that may be a site's policy.
    expect(peer === peers.resetAfterReply ? [0, 2] : [1, 2]).toContain(result.code);
    expect(result.peakMb).toBeLessThan(200);
    expectHonest(result);
  }, 180_000);
}); // prettier-ignore

describe('a server that is gone', () => {
  it('for good, in the middle: the case in which it died is in error, exit 1; between two cases exit 2', async () => {
    const served = await serve();
    const child = await start(['certify', served.address, '--accounts', served.accounts, '--jobs', '1', ...quick], { limit: 120_000 }); // prettier-ignore
    await said(child, /^ok 3 /m);
    served.running.child.kill('SIGKILL');
    const { code, stdout, stderr } = await child.ended;
    const tap = parseTap(stdout);
    // Nobody can say from outside whether a case was under way at the moment of death.
    const inError = tap.points.filter(({ ok, todo }) => !ok && todo === '').length;
    expect(code).toBe(inError > 0 ? 1 : 2);
    expect(tap.bailOut).toMatch(/the target is gone since rfc\S+: no connection/);
    expect(stderr).toContain('the target is gone since');
  }, 150_000);

  it('behind its greeting, every time: exit 2 and why', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).end('+OK ready\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { code, stderr } = await certify(
      `pop3://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    );
    server.close();
    expect(code).toBe(2);
    expect(stderr).toMatch(/neither CAPA nor QUIT is answered: the server (closed|reset) the connection/);
  }, 60_000);
});
