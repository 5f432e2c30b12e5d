import { createHash, createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTarget } from '../src/target/open-target.js';
import type { Account, Target } from '../src/target/target.js';
import { describeReal } from './real.js';

/*
 * What every other test against a real server rests on, spoken over bare sockets: it starts, every account of it
 * logs in, mail arrives with its exact size, it starts again, nothing is left of it.
 */

/** A reply, to its end when it has several lines; '' when the connection ends. */
class Pop3 {
  private text = '';
  private closed = false;
  private wake: () => void = () => undefined;
  private readonly socket;

  constructor(address: string) {
    const [host = '', port = ''] = address.split(':');
    this.socket = connect({ host, port: Number(port), noDelay: true });
    this.socket.on('data', (octets) => {
      this.text += octets.toString('latin1');
      this.wake();
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.closed = true;
      this.wake();
    });
  }

  async reply(end = '\r\n'): Promise<string> {
    while (!this.text.includes(end) && !this.closed) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const at = this.text.indexOf(end);
    const reply = at === -1 ? '' : this.text.slice(0, at);
    this.text = this.text.slice(at === -1 ? this.text.length : at + end.length);
    return reply;
  }

  say(line: string | Buffer, end?: string): Promise<string> {
    this.socket.write(Buffer.concat([Buffer.from(line), Buffer.from('\r\n')]));
    return this.reply(end);
  }

  lines(command: string): Promise<string> {
    return this.say(command, '\r\n.\r\n');
  }

  /** Says QUIT and waits until the server has closed, since one that locks the maildrop does so until then. */
  async quit(): Promise<string> {
    const reply = await this.say('QUIT');
    while (!this.closed) await new Promise<void>((resolve) => (this.wake = resolve));
    return reply;
  }
}

async function greeted(target: Target): Promise<{ pop3: Pop3; greeting: string }> {
  const pop3 = new Pop3(target.endpoints[0]?.address ?? '');
  return { pop3, greeting: await pop3.reply() };
}

type Login = (target: Target, account: Account) => Promise<string>;

const userPass: Login = async (target, { user, secret }) => {
  const { pop3 } = await greeted(target);
  await pop3.say(Buffer.concat([Buffer.from('USER '), user]));
  const reply = await pop3.say(Buffer.concat([Buffer.from('PASS '), secret]));
  await pop3.quit();
  return reply.slice(0, 3);
};

const apop: Login = async (target, { user, secret }) => {
  const { pop3, greeting } = await greeted(target);
  const timestamp = /<.*>/.exec(greeting)?.[0] ?? '';
  const digest = createHash('md5').update(timestamp).update(secret).digest('hex');
  const reply = await pop3.say(Buffer.concat([Buffer.from('APOP '), user, Buffer.from(` ${digest}`)]));
  await pop3.quit();
  return reply.slice(0, 3);
};

const cramMd5: Login = async (target, { user, secret }) => {
  const { pop3 } = await greeted(target);
  const challenge = Buffer.from((await pop3.say('AUTH CRAM-MD5')).slice(2), 'base64');
  const digest = createHmac('md5', secret).update(challenge).digest('hex');
  const reply = await pop3.say(Buffer.concat([user, Buffer.from(` ${digest}`)]).toString('base64'));
  await pop3.quit();
  return reply.slice(0, 3);
};

/** A message of exactly so many octets, lines ending in CRLF. */
function messageOf(octets: number): Buffer {
  const head = 'Subject: size\r\n\r\n';
  return Buffer.from(`${head}${'x'.repeat(octets - head.length - 2)}\r\n`);
}

async function login(target: Target): Promise<Pop3> {
  const { pop3 } = await greeted(target);
  await pop3.say('USER mrose');
  expect(await pop3.say('PASS tanstaaf')).toMatch(/^\+OK/);
  return pop3;
}

interface Process {
  readonly pid: string;
  readonly parent: number;
  /** Command line and working folder. */
  readonly text: string;
}

function processes(): Process[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      const text = `${readFileSync(`/proc/${pid}/cmdline`, 'latin1')} ${readlinkSync(`/proc/${pid}/cwd`)}`;
      return [{ pid, parent, text }];
    } catch {
      // Not a process, a zombie, or gone meanwhile.
      return [];
    }
  });
}

/** Where the server that this process started works. */
function workFolder(name: string): string {
  const own = processes().filter(({ parent }) => parent === process.pid);
  const found = own.map(
    ({ text }) => new RegExp(`/[^ \\0]*/mailspec-${name}-[A-Za-z0-9]{6}`).exec(text)?.[0],
  );
  return found.find((path) => path !== undefined) ?? 'no process of ours';
}

function processesIn(folder: string): Process[] {
  return processes().filter(({ text }) => text.includes(folder));
}

const servers = [
  { name: 'dovecot', version: /^2\.3\./, ways: { userPass, apop, cramMd5 }, cannot: { apop: ['two words'] } },
  { name: 'courier', version: /^1\.0\./, ways: { userPass, cramMd5 }, cannot: {} },
  { name: 'mailutils', version: /^3\./, ways: { userPass, apop }, cannot: {} },
];

for (const { name, version, ways, cannot } of servers) {
  await describeReal(name, () => {
    let target: Target;
    beforeAll(async () => {
      target = await openTarget(name);
    });
    afterAll(() => target.stop());

    it('greets on every endpoint and says its version', () => {
      expect(target.version).toMatch(version);
      expect(target.endpoints.map(({ protocol, tls }) => `${protocol}${tls ? 's' : ''}`)).toEqual([
        'pop3',
        'pop3s',
        'imap',
        'imaps',
      ]);
      expect(target.ended()).toBeNull();
    });

    it.each(Object.entries(ways))('lets every account in by %s, and no wrong secret', async (way, log) => {
      const barred: readonly string[] = (cannot as Record<string, string[]>)[way] ?? [];
      const accounts = target.accounts.filter(({ user }) => !barred.includes(user.toString()));
      const replies = await Promise.all(
        accounts.map(async (account) => `${account.user.toString()} ${await log(target, account)}`),
      );
      expect(replies).toEqual(accounts.map(({ user }) => `${user.toString()} +OK`));
      expect(await log(target, { user: Buffer.from('mrose'), secret: Buffer.from('wrong') })).toBe('-ER');
      expect(accounts.length).toBeGreaterThan(target.jobs);
    });

    it('takes two messages in order with their exact sizes, and keeps them over a restart', async () => {
      const mrose = target.accounts.find(({ user }) => user.toString() === 'mrose');
      if (mrose === undefined) throw new Error('no account mrose');
      const messages = [messageOf(120), messageOf(200)];
      await target.mail?.deliver(mrose, messages);
      const first = await login(target);
      expect(await first.say('STAT')).toMatch(/^\+OK 2 320\b/);
      expect(await first.lines('LIST')).toMatch(/^\+OK.*\r\n1 120\r\n2 200$/);
      for (const [index, message] of messages.entries()) {
        const text = await first.lines(`RETR ${String(index + 1)}`);
        expect(text.slice(text.indexOf('\r\n') + 2)).toContain(message.toString().split('\r\n')[2]);
      }
      await first.quit();
      await target.restart?.();
      const second = await login(target);
      expect(await second.say('STAT')).toMatch(/^\+OK 2 /);
      await second.say('DELE 1');
      await second.say('DELE 2');
      expect(await second.quit()).toMatch(/^\+OK/);
      const third = await login(target);
      expect(await third.say('STAT')).toMatch(/^\+OK 0 0\b/);
      await third.quit();
    });

    it('leaves no process and no folder when it is stopped', async () => {
      const folder = workFolder(name);
      expect(processesIn(folder).length).toBeGreaterThan(0);
      await target.stop();
      expect(target.ended()).not.toBeNull();
      expect(processesIn(folder)).toEqual([]);
      expect(existsSync(folder)).toBe(false);
    });
  });
}
