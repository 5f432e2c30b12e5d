import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { runServe } from './serve.js';

it('prints where it listens and who may log in, and ends when told to', async () => {
  const stop = new AbortController();
  let printed = '';
  let ready = (): void => undefined;
  const listening = new Promise<void>((resolve) => (ready = resolve));
  const out = {
    write: (text: string) => {
      printed += text;
      if (printed.includes('harpo\tswordfish\n')) ready();
    },
  };
  const done = runServe({ fault: ['stat-before-login'], mail: [120, 200] }, out, stop.signal);
  await listening;
  const port = Number(/^pop3:\/\/127\.0\.0\.1:(\d+)$/m.exec(printed)?.[1]);
  expect(printed).toMatch(/^pop3s:\/\/127\.0\.0\.1:\d+$/m);
  expect(printed).toContain('# planted fault: stat-before-login\n');
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.on('data', (octets: Buffer) => (said += octets.toString()));
  socket.write('USER harpo\r\nPASS swordfish\r\nSTAT\r\nQUIT\r\n');
  await once(socket, 'close');
  expect(said).toContain('+OK 2 320\r\n');
  stop.abort();
  await done;
});
