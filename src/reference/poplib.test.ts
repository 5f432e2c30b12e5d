import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startReference } from './server.js';
import type { RunningReference } from './server.js';

const run = promisify(execFile);
let server: RunningReference;

beforeAll(async () => {
  server = await startReference();
});
afterAll(async () => server.stop());

/** Runs Python with `clear()` and `tls()` that connect; returns what it prints as JSON. */
async function poplib(body: string): Promise<unknown> {
  const head = [
    'import json, poplib, ssl',
    `clear = lambda: poplib.POP3("127.0.0.1", ${String(server.pop3Port)}, timeout=20)`,
    'context = ssl.create_default_context()',
    `context.load_verify_locations(cadata=${JSON.stringify(server.certificate)})`,
    `tls = lambda: poplib.POP3_SSL("127.0.0.1", ${String(server.pop3sPort)}, timeout=20, context=context)`,
  ];
  const { stdout } = await run('python3', ['-c', [...head, body].join('\n')]);
  return JSON.parse(stdout);
}

it('is understood by poplib: log in with USER and PASS, look at and delete mail', async () => {
  const first = 'Subject: one\r\n\r\n.dot\r\n.\r\nlast\r\n';
  const second = 'Subject: two\r\n\r\nbody\r\n';
  server.deliver('mrose', [Buffer.from(first), Buffer.from(second)]);
  const seen = await poplib(`
p = clear()
p.user("mrose"); p.pass_("tanstaaf")
stat, listing, uids = p.stat(), p.list(), p.uidl()
retr, top = p.retr(1), p.top(1, 1)
p.dele(1)
after = p.stat()
p.rset(); p.dele(2); p.quit()
q = clear()
q.user("mrose"); q.pass_("tanstaaf")
left = q.stat(); again = q.uidl(); q.quit()
text = lambda lines: [line.decode() for line in lines]
print(json.dumps([stat, text(listing[1]), text(retr[1]), text(top[1]), after, left, text(uids[1])[0] == text(again[1])[0]]))`);
  const [one, two] = [first.length, second.length];
  expect(seen).toEqual([
    [2, one + two],
    [`1 ${String(one)}`, `2 ${String(two)}`],
    ['Subject: one', '', '.dot', '.', 'last'],
    ['Subject: one', '', '.dot'],
    [1, two],
    [1, one],
    true,
  ]);
});

it('takes APOP from poplib', async () => {
  expect(
    await poplib('p = clear(); p.apop("tim", "tanstaaftanstaaf"); print(json.dumps(p.stat())); p.quit()'),
  ).toEqual([0, 0]);
});

it('speaks TLS with poplib, from the first octet and after STLS', async () => {
  const seen = await poplib(`
p = clear(); before = sorted(p.capa()); p.stls(context); after = sorted(p.capa())
p.user("bill"); p.pass_("hubba-hubba"); one = p.stat(); p.quit()
q = tls(); q.user("bill"); q.pass_("hubba-hubba"); two = q.stat(); q.quit()
print(json.dumps([one, two, sorted(set(before) - set(after))]))`);
  expect(seen).toEqual([[0, 0], [0, 0], ['STLS']]);
});
