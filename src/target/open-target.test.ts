import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Deadline } from '../model/deadline.js';
import { openTarget } from './open-target.js';
import type { Endpoint, Target } from './target.js';

/** A server that greets after a while with its work folder's accounts, and dies of the word DIE. */
const server = `
  const fs = require('node:fs');
  const greeting = '+OK ' + fs.readFileSync('accounts', 'utf8').trim() + ' ' + fs.readFileSync('greeting.txt', 'utf8').trim();
  const listen = () => require('node:net').createServer((socket) => {
    socket.on('error', () => {});
    socket.write(greeting + '\\r\\n');
    socket.on('data', (data) => { if (data.includes('DIE')) process.exit(42); socket.end(); });
  }).listen(Number(process.argv[2]), '127.0.0.1');
  setTimeout(listen, 100);
  console.log('starting');`;

const profile = (start: string) => `
endpoints: { pop3: '127.0.0.1:{port:pop3}' }
accounts: { file: accounts.pwd, without: [tim] }
version: ['{node}', -e, 'console.log("fake 1.2.3 (4.5)")']
jobs: 4
mail: { mbox: '{dir}/{user}.mbox' }
start:
  argv: [${start}]
  files: [server.cjs, greeting.txt]
`;

let folder = '';
let target: Target | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailspec-open-'));
  await writeFile(join(folder, 'server.cjs'), server);
  await writeFile(join(folder, 'greeting.txt'), 'in {dir} {other}\n');
  await writeFile(join(folder, 'accounts.pwd'), 'bill\thubba-hubba\ntim\ttanstaaf\n');
});
afterEach(async () => {
  await target?.stop();
  target = null;
  await rm(folder, { recursive: true });
});

async function open(start: string): Promise<Target> {
  await writeFile(join(folder, 'fake.yaml'), profile(start));
  return (target = await openTarget(join(folder, 'fake.yaml')));
}

/** What the endpoint says first; afterwards `word` is said to it. */
async function greeting(endpoint: Endpoint | undefined, word = 'QUIT'): Promise<string> {
  const dialed = await endpoint?.dialer.dial(Deadline.in(5000));
  if (dialed?.ok !== true) return 'not connected';
  const { stream } = dialed;
  return new Promise((resolve) => {
    let text = '';
    stream.on('error', () => undefined);
    stream.once('close', () => resolve(text));
    stream.once('end', () => stream.destroy());
    stream.on('data', (octets: Buffer) => {
      text += octets.toString();
      if (text.includes('\n')) stream.end(`${word}\r\n`);
    });
    stream.resume();
  });
}

describe('a profile that starts a program', () => {
  it('runs it in a folder of its own, ready when it greets, gone when it is stopped', async () => {
    const fake = await open("'{node}', server.cjs, '{port:pop3}'");
    expect(fake).toMatchObject({
      name: 'fake',
      version: '1.2.3',
      jobs: 1,
      offers: [],
      refusesClearText: false,
    });
    expect(fake.accounts).toEqual([{ user: Buffer.from('bill'), secret: Buffer.from('hubba-hubba') }]);
    const text = await greeting(fake.endpoints[0]);
    const dir = /^\+OK bill\thubba-hubba in (\S+) \{other\}\r\n$/.exec(text)?.[1] ?? '';
    expect(existsSync(join(dir, 'bill.mbox'))).toBe(true);
    expect(fake.output().toString()).toBe('starting\n');
    await fake.stop();
    await fake.stop();
    expect(existsSync(dir)).toBe(false);
    expect(await greeting(fake.endpoints[0])).toBe('not connected');
  });

  it('notices that it died, and starts it again on the same port', async () => {
    const fake = await open("'{node}', server.cjs, '{port:pop3}'");
    expect(fake.ended()).toBeNull();
    await greeting(fake.endpoints[0], 'DIE');
    for (let i = 0; i < 500 && fake.ended() === null; i++) await sleep(10);
    expect(fake.ended()).toBe('exited with code 42');
    await fake.restart?.();
    expect(fake.ended()).toBeNull();
    expect(await greeting(fake.endpoints[0])).toContain('+OK');
  });

  it('says what it printed when it does not start', async () => {
    const start = open(`'{node}', -e, 'console.error("bad luck"); process.exit(3)'`);
    await expect(start).rejects.toMatchObject({
      code: 'E_TARGET_START',
      message: 'fake did not start: exited with code 3\nbad luck',
    });
  });

  it('gets the accounts of --accounts instead of its own', async () => {
    await writeFile(join(folder, 'fake.yaml'), profile("'{node}', server.cjs, '{port:pop3}'"));
    const accounts = [{ user: Buffer.from('me'), secret: Buffer.from('mine') }];
    target = await openTarget(join(folder, 'fake.yaml'), { accounts });
    expect(target.accounts).toEqual(accounts);
    expect(await greeting(target.endpoints[0])).toContain('+OK me\tmine');
  });
});

describe('other targets', () => {
  it('the reference server is one, and keeps its ports over a restart', async () => {
    target = await openTarget('reference');
    expect(target.endpoints.map(({ protocol, tls }) => `${protocol}${tls ? 's' : ''}`)).toEqual([
      'pop3',
      'pop3s',
    ]);
    const before = await greeting(target.endpoints[0]);
    expect(before).toMatch(/^\+OK .*<.+@.+>/);
    await target.restart?.();
    expect(await greeting(target.endpoints[0])).not.toBe(before);
    expect(await greeting(target.endpoints[1])).toMatch(/^\+OK /);
    expect(target.accounts.length).toBeGreaterThan(target.jobs);
  });

  it.each([[[]], [['no-such-target']], [['reference', 'pop3://h:1']], [['dovecot', 'courier']]])(
    '%j is none',
    async (words) => {
      await expect(openTarget(words)).rejects.toMatchObject({ code: 'E_USAGE' });
    },
  );

  it('a program that is not installed is named with the way to install it', async () => {
    await writeFile(
      join(folder, 'none.yaml'),
      'install: apt-get install none\ninstalled: [/nowhere/none]\nendpoints: { pop3: "h:1" }',
    );
    await expect(openTarget(join(folder, 'none.yaml'))).rejects.toMatchObject({
      code: 'E_TARGET_START',
      message: 'none is not installed: /nowhere/none is missing',
      hint: 'to install it, as root: apt-get install none',
    });
  });
});
