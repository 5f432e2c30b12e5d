import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toLf } from './line-ends.js';
import { commandRoute } from './mail-command.js';
import { maildirRoute } from './maildir.js';
import { mboxEntry, mboxRoute } from './mbox.js';

const account = { user: Buffer.from('two words'), secret: Buffer.from('x') };
const message = (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailspec-stores-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a maildir', () => {
  it('is made, and gets files in new/ whose names sort in the order of delivery', async () => {
    const route = maildirRoute(join(folder, '{user}', 'Maildir'));
    await route.deliver(account, []);
    const maildir = join(folder, 'two words', 'Maildir');
    expect((await readdir(maildir)).sort()).toEqual(['cur', 'new', 'tmp']);
    const bodies = Array.from({ length: 12 }, (_, index) => `Subject: ${String(index)}\n\nbody\n`);
    await route.deliver(account, bodies.slice(0, 7).map(message));
    await route.deliver(account, bodies.slice(7).map(message));
    const names = (await readdir(join(maildir, 'new'))).sort();
    const stored = await Promise.all(names.map((name) => readFile(join(maildir, 'new', name), 'utf8')));
    expect(stored).toEqual(bodies);
    expect(await readdir(join(maildir, 'tmp'))).toEqual([]);
    expect((await stat(maildir)).mode & 0o777).toBe(0o700);
  });

  it.each(['../other', 'a/b', '.', 'a\0b'])('is refused for the user %j', async (user) => {
    const route = maildirRoute(join(folder, '{user}'));
    const delivery = route.deliver({ ...account, user: Buffer.from(user) }, []);
    await expect(delivery).rejects.toMatchObject({ code: 'E_ACCOUNTS' });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('an mbox', () => {
  it('separates messages and quotes the lines that would separate them', async () => {
    const route = mboxRoute(join(folder, '{user}'));
    await route.deliver(account, [
      message('Subject: a\n\nFrom me\n>From you\nFromage\n'),
      message('Subject: b\n\n'),
    ]);
    await route.deliver(account, [message('Subject: c\n\n.\n')]);
    const from = 'From mailspec@localhost Mon Jan  1 00:00:00 2024\n';
    expect(await readFile(join(folder, 'two words'), 'utf8')).toBe(
      `${from}Subject: a\n\n>From me\n>>From you\nFromage\n\n${from}Subject: b\n\n\n${from}Subject: c\n\n.\n\n`,
    );
    expect(await readdir(folder)).toEqual(['two words']);
  });

  it('waits while another program holds its lock', async () => {
    const route = mboxRoute(join(folder, '{user}'));
    const path = join(folder, 'two words');
    await route.deliver(account, []);
    await writeFile(`${path}.lock`, '');
    const delivery = route.deliver(account, [message('Subject: a\n\n')]);
    await sleep(60);
    expect(await readFile(path, 'utf8')).toBe('');
    await rm(`${path}.lock`);
    await delivery;
    expect(await readFile(path, 'utf8')).toContain('Subject: a');
  });

  it('gives every message back that a reader splits and unquotes', () => {
    const line = fc.constantFrom('From x', '>From x', '>>From x', 'From', 'text', '', '.', 'grün');
    fc.assert(
      fc.property(fc.array(fc.array(line, { minLength: 1 }), { minLength: 1 }), (messages) => {
        const originals = messages.map((lines) => `Subject: s\n\n${lines.join('\n')}\n`);
        const file = Buffer.concat(originals.map((text) => mboxEntry(message(text)))).toString('utf8');
        const read = file
          .split(/^From .*\n/m)
          .slice(1)
          .map((entry) => entry.replace(/\n$/, '').replace(/^>(>*From )/gm, '$1'));
        expect(read).toEqual(originals);
      }),
    );
  });
});

describe('line ends', () => {
  it('lose the CR of CRLF and nothing else', () => {
    expect(toLf(Buffer.from('a\r\nb\rc\r\r\nd\n')).toString()).toBe('a\nb\rc\r\nd\n');
  });
});

describe('a delivery command', () => {
  const script = 'const fs = require("fs"); fs.appendFileSync(process.argv[1], fs.readFileSync(0))';

  it('gets each message on its standard input', async () => {
    const route = commandRoute([process.execPath, '-e', script, join(folder, '{user}')]);
    await route.deliver(account, [Buffer.from('one\r\n'), Buffer.from('two\r\n')]);
    expect(await readFile(join(folder, 'two words'), 'utf8')).toBe('one\r\ntwo\r\n');
  });

  it('that fails is an error with what it printed', async () => {
    const route = commandRoute([process.execPath, '-e', 'console.error("quota \\x1b[31m"); process.exit(3)']);
    await expect(route.deliver(account, [Buffer.from('x')])).rejects.toMatchObject({
      code: 'E_MAIL',
      message: expect.stringContaining('quota \\x1b[31m') as string,
    });
  });
});
