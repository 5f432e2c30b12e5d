import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { connect as connectTls, createSecureContext } from 'node:tls';
import type { Duplex } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { selfSignedCertificate } from '../model/certificate.js';
import { bridge } from './bridge.js';
import { memoryReference } from './memory.js';
import { startReference } from './server.js';
import type { ReferenceOptions, RunningReference } from './server.js';

const running: RunningReference[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function started(options: ReferenceOptions = {}): Promise<RunningReference> {
  const server = await startReference(options);
  running.push(server);
  return server;
}

/** Sends one line (none: only reads) and returns what comes up to the next line end. */
async function ask(stream: Duplex, line?: string): Promise<string> {
  if (line !== undefined) stream.write(`${line}\r\n`);
  let reply = '';
  while (!reply.endsWith('\r\n')) {
    const [octets] = (await once(stream, 'data')) as [Buffer];
    reply += octets.toString('latin1');
  }
  return reply;
}

async function dial(port: number): Promise<[Socket, string]> {
  const socket = connect(port, '127.0.0.1');
  return [socket, await ask(socket)];
}

it('has freed the maildrop by the time its reply to QUIT is seen', async () => {
  const server = await started();
  for (let i = 0; i < 20; i++) {
    const [socket] = await dial(server.pop3Port);
    await ask(socket, 'USER harpo');
    expect(await ask(socket, 'PASS swordfish')).toMatch(/^\+OK /);
    const ended = once(socket, 'close');
    expect(await ask(socket, 'QUIT')).toMatch(/^\+OK /);
    await ended;
  }
});

it('frees the maildrop, and removes nothing, when a client resets the connection', async () => {
  const server = await started();
  server.deliver('harpo', [Buffer.from('Subject: x\r\n\r\ny\n')]);
  const [first] = await dial(server.pop3Port);
  await ask(first, 'USER harpo');
  await ask(first, 'PASS swordfish');
  await ask(first, 'DELE 1');
  first.resetAndDestroy();
  const [second] = await dial(server.pop3Port);
  let reply = '';
  do {
    await ask(second, 'USER harpo');
    reply = await ask(second, 'PASS swordfish');
  } while (reply.includes('[IN-USE]'));
  expect(reply).toMatch(/^\+OK maildrop has 1 messages \(17 octets\)/);
});

it('comes back on the same ports after a restart, with its mail and with fresh timestamps', async () => {
  const server = await started();
  server.deliver('tim', [Buffer.from('Subject: x\r\n\r\n')]);
  const [, before] = await dial(server.pop3Port);
  await server.restart();
  const [socket, after] = await dial(server.pop3Port);
  expect(after).not.toBe(before);
  await ask(socket, 'USER tim');
  expect(await ask(socket, 'PASS tanstaaftanstaaf')).toContain('1 messages');
});

it('plants faults by name', async () => {
  const server = await started({ faults: ['stat-before-login'] });
  const [socket] = await dial(server.pop3Port);
  expect(await ask(socket, 'STAT')).toBe('+OK 0 0\r\n');
});

it('closes an idle connection without a word', async () => {
  const server = await started({ autologoutMs: 50 });
  const [socket] = await dial(server.pop3Port);
  let said = '';
  socket.on('data', (octets: Buffer) => (said += octets.toString()));
  await once(socket, 'end');
  expect(said).toBe('');
});

it('refuses a port that is taken with a code', async () => {
  const { pop3Port } = await started();
  await expect(startReference({ pop3Port })).rejects.toMatchObject({ code: 'E_TARGET_START' });
  await expect(startReference({ pop3sPort: pop3Port })).rejects.toMatchObject({ code: 'E_TARGET_START' });
});

it('leaves no connection behind when it stops', async () => {
  const server = await started();
  const [socket] = await dial(server.pop3Port);
  const gone = once(socket, 'close');
  socket.on('error', () => undefined);
  await server.stop();
  await gone;
  await expect(once(connect(server.pop3Port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED');
});

it('runs over any stream, TLS after STLS included', async () => {
  const { key, cert } = await selfSignedCertificate({ commonName: 'localhost', altNames: ['localhost'] });
  const server = memoryReference({ secureContext: createSecureContext({ key, cert }) });
  const [ours, theirs] = duplexPair();
  server.serve(theirs);
  expect(await ask(ours)).toMatch(/^\+OK /);
  expect(await ask(ours, 'STLS')).toMatch(/^\+OK /);
  const secure = connectTls({ socket: bridge(ours), ca: cert, servername: 'localhost' });
  await once(secure, 'secureConnect');
  expect(await ask(secure, 'USER bill')).toMatch(/^\+OK /);
  expect(await ask(secure, 'PASS hubba-hubba')).toMatch(/^\+OK /);
  secure.destroy();
  server.stop();
});
