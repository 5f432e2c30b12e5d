import { execFile } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { Deadline } from '../model/deadline.js';
import { Connection } from './connection.js';
import { tcpDialer } from './tcp-dialer.js';
import { Trace } from './trace.js';

const soon = (): Deadline => Deadline.in(5000);

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('tcpDialer', () => {
  it('names its address, IPv6 in brackets', () => {
    expect(tcpDialer('127.0.0.1', 110).address).toBe('127.0.0.1:110');
    expect(tcpDialer('::1', 110).address).toBe('[::1]:110');
    expect(tcpDialer('[::1]', 110).address).toBe('[::1]:110');
  });

  it('says refused where nobody listens, and error for a name that is none', async () => {
    expect(await tcpDialer('127.0.0.1', await closedPort()).dial(soon())).toMatchObject({
      ok: false,
      reason: 'refused',
    });
    expect((await tcpDialer('no.such.name.invalid', 110).dial(soon())).ok).toBe(false);
  });

  it('does not lose a reply that was sent before a reset, even when a write fails first', async () => {
    // The server runs beside us: while this thread stands still, reply and reset arrive unread.
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
       const server = require('node:net').createServer((socket) => {
         socket.on('error', () => {});
         socket.write('-ERR go away\\r\\n', () => setTimeout(() => socket.resetAndDestroy(), 20));
         server.close();
       });
       server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
      { eval: true },
    );
    const port = await new Promise<number>((resolve) => worker.once('message', resolve));
    const dialed = await tcpDialer('127.0.0.1', port).dial(soon());
    if (!dialed.ok) throw new Error(dialed.message);
    const connection = new Connection(dialed.stream, { number: 1, trace: new Trace() });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    connection.write(Buffer.from('STAT\r\n'));
    expect(await connection.readLine(soon())).toEqual({
      kind: 'line',
      octets: Buffer.from('-ERR go away\r\n'),
    });
    expect(await connection.readLine(soon())).toMatchObject({ kind: 'closed', how: 'reset' });
    connection.close();
    await worker.terminate();
  });

  it('leaves nothing behind that keeps the process alive', async () => {
    const script = `
      import { createServer } from 'node:net';
      const { tcpDialer } = await import('./src/wire/tcp-dialer.ts');
      const { Connection } = await import('./src/wire/connection.ts');
      const { Trace } = await import('./src/wire/trace.ts');
      const { Deadline } = await import('./src/model/deadline.ts');
      const server = createServer((socket) => { socket.on('error', () => {}); socket.write('+OK\\r\\n'); });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const trace = new Trace();
      for (const how of ['close', 'reset', 'halfClose']) {
        const dialed = await tcpDialer('127.0.0.1', server.address().port).dial(Deadline.in(600000));
        const connection = new Connection(dialed.stream, { number: 1, trace });
        await connection.readLine(Deadline.in(600000));
        await connection.readLine(Deadline.in(10));
        connection[how]();
      }
      server.close();`;
    const run = promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      {
        timeout: 20_000,
      },
    );
    expect(await run).toMatchObject({ stderr: '' });
  });
});
