import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deadline } from '../model/deadline.js';
import { Connection } from './connection.js';
import { defaultLimits } from './limits.js';
import { memoryPair, type MemoryStream } from './memory-dialer.js';
import { Trace } from './trace.js';

const soon = (): Deadline => Deadline.in(5000);
const now = (): Deadline => Deadline.in(0);

function pair(limits = defaultLimits): { connection: Connection; server: MemoryStream; trace: Trace } {
  const [client, server] = memoryPair();
  server.on('error', () => undefined);
  const trace = new Trace(limits);
  return { connection: new Connection(client, { number: 1, trace, limits }), server, trace };
}

function line(text: string): { kind: 'line'; octets: Buffer } {
  return { kind: 'line', octets: Buffer.from(text, 'latin1') };
}

function story(trace: Trace): string[] {
  return trace.events.map((event) => `${event.side} ${event.text}${event.bytes.toString('latin1')}`);
}

async function speak(stream: Duplex, segments: readonly Uint8Array[]): Promise<void> {
  for (const segment of segments) {
    await new Promise((done) => stream.write(segment, done));
  }
  stream.end();
}

async function readAll(connection: Connection): Promise<{ lines: string[]; rest: string }> {
  const lines: string[] = [];
  for (;;) {
    const result = await connection.readLine(soon());
    if (result.kind === 'line') lines.push(result.octets.toString('latin1'));
    else if (result.kind === 'closed') return { lines, rest: result.rest.toString('latin1') };
    else throw new Error(result.kind);
  }
}

describe('Connection, reading', () => {
  it('gives the same lines whole, cut anywhere and octet by octet', async () => {
    const octet = fc.oneof(fc.constantFrom(0x0a, 0x0d, 0x2e, 0x00), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(octet, { maxLength: 120 }), fc.array(fc.nat(120)), async (octets, cuts) => {
        const bytes = Buffer.from(octets);
        const pieces = bytes.toString('latin1').split('\n');
        const expected = { lines: pieces.slice(0, -1).map((text) => `${text}\n`), rest: pieces.at(-1) };
        const at = [...cuts, bytes.length].sort((a, b) => a - b);
        const segmentations = [
          [bytes],
          at.map((to, i) => bytes.subarray(at[i - 1] ?? 0, to)),
          octets.map((each) => Uint8Array.of(each)),
        ];
        for (const segments of segmentations) {
          const { connection, server } = pair();
          const [read] = await Promise.all([readAll(connection), speak(server, segments)]);
          expect(read).toEqual(expected);
          connection.close();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('takes a line of exactly the limit and calls one octet more overlong, keeping the tail', async () => {
    const { connection, server } = pair({ ...defaultLimits, lineOctets: 10 });
    server.write('12345678\r\nabcdefghi\r\n');
    expect(await connection.readLine(soon())).toEqual(line('12345678\r\n'));
    expect(await connection.readLine(soon())).toEqual({ kind: 'overlong', head: Buffer.from('abcdefghi\r') });
    expect(await connection.readLine(soon())).toEqual(line('\n'));
  });

  it('keeps what came at a timeout, and reads on', async () => {
    const { connection, server } = pair();
    server.write('+OK hal');
    expect(await connection.waitForOctets(soon())).toBe('octets');
    expect(await connection.readLine(now())).toEqual({ kind: 'timeout', rest: Buffer.from('+OK hal') });
    server.write('f\r\n');
    expect(await connection.readLine(soon())).toEqual(line('+OK half\r\n'));
  });

  it('reads what is there before it calls a deadline that has passed silence', async () => {
    const { connection, server } = pair();
    server.write('+OK\r\n');
    expect(await connection.readLine(now())).toEqual(line('+OK\r\n'));
  });

  it('reads octets, puts octets back, takes what is buffered', async () => {
    const { connection, server } = pair();
    server.write('* {5}\r\nab');
    expect(await connection.readLine(soon())).toEqual(line('* {5}\r\n'));
    server.write('\ncdefg');
    expect(await connection.readOctets(5, soon())).toEqual({ kind: 'octets', octets: Buffer.from('ab\ncd') });
    connection.unread(Buffer.from('X\nY'));
    expect(await connection.readLine(soon())).toEqual(line('X\n'));
    expect(connection.takeBuffered().toString()).toBe('Yefg');
    expect(connection.buffered).toBe(0);
    expect(await connection.readOctets(0, now())).toEqual({ kind: 'octets', octets: Buffer.alloc(0) });
    expect(await connection.readOctets(1e9, soon())).toMatchObject({ kind: 'overlong' });
  });

  it('lets more in for a read that what is held back does not satisfy', async () => {
    const { connection, server } = pair({ ...defaultLimits, bufferedOctets: 1000 });
    for (let i = 0; i < 20; i++) server.write(Buffer.alloc(100, 97 + i));
    await connection.whenClosed(Deadline.in(20));
    expect(connection.buffered).toBeGreaterThan(1000);
    expect(connection.buffered).toBeLessThan(1200);
    expect((await connection.readOctets(400, soon())).kind).toBe('octets');
    expect((await connection.readOctets(1000, soon())).kind).toBe('octets');
    expect(await connection.readOctets(600, soon())).toMatchObject({ kind: 'octets' });
    expect(connection.buffered).toBe(0);
  });
});

describe('Connection, ending', () => {
  it('gives what came before a close, then the close, again and again', async () => {
    const { connection, server, trace } = pair();
    server.end('+OK bye\r\nrest');
    expect(await connection.whenClosed(soon())).toBe('closed');
    expect(connection.closed).toBe('fin');
    expect(await connection.readLine(soon())).toEqual(line('+OK bye\r\n'));
    expect(await connection.readLine(soon())).toEqual({
      kind: 'closed',
      how: 'fin',
      rest: Buffer.from('rest'),
    });
    expect(await connection.readLine(soon())).toEqual({ kind: 'closed', how: 'fin', rest: Buffer.alloc(0) });
    expect(await connection.waitForOctets(soon())).toBe('closed');
    expect(story(trace)).toEqual(['* connected', 'S +OK bye\r\nrest', '* closed by the peer']);
  });

  it('gives what came before a reset, then the reset', async () => {
    const { connection, server } = pair();
    server.write('-ERR\r\n');
    server.resetAndDestroy();
    expect(await connection.readLine(soon())).toEqual(line('-ERR\r\n'));
    expect(await connection.readLine(soon())).toMatchObject({ kind: 'closed', how: 'reset' });
    expect(connection.closed).toBe('reset');
  });

  it('half-closes: the peer reads the end and can still answer', async () => {
    const { connection, server, trace } = pair();
    server.on('data', () => undefined).on('end', () => server.end('+OK still here\r\n'));
    connection.write(Buffer.from('QUIT\r\n'));
    connection.halfClose();
    connection.write(Buffer.from('STAT\r\n'));
    expect(await connection.readLine(soon())).toEqual(line('+OK still here\r\n'));
    expect(await connection.readLine(soon())).toMatchObject({ kind: 'closed', how: 'fin' });
    expect(story(trace)).toEqual([
      '* connected',
      'C QUIT\r\n',
      '* half-closed by us',
      '* not sent (half-closed by us): STAT\\r\\n',
      'S +OK still here\r\n',
      '* closed by the peer',
    ]);
  });

  it('closes: what was written arrives, writing again does not throw, waits end', async () => {
    const { connection, server, trace } = pair();
    const heard: Buffer[] = [];
    const over = new Promise((resolve) =>
      server.on('data', (octets: Buffer) => heard.push(octets)).on('end', resolve),
    );
    const reading = connection.readLine(soon());
    connection.write(Buffer.from('QUIT\r\n'));
    connection.close();
    connection.close();
    connection.write(Buffer.from('STAT\r\n'));
    expect(await reading).toMatchObject({ kind: 'closed' });
    expect(await connection.whenClosed(soon())).toBe('closed');
    expect([connection.closed, connection.closedLocally]).toEqual([null, true]);
    await over;
    expect(Buffer.concat(heard).toString()).toBe('QUIT\r\n');
    expect(story(trace)).toEqual([
      '* connected',
      'C QUIT\r\n',
      '* closed by us',
      '* not sent (closed by us): STAT\\r\\n',
    ]);
  });

  it('resets: the peer sees a reset', async () => {
    const { connection, server } = pair();
    const error = new Promise<NodeJS.ErrnoException>((resolve) => server.once('error', resolve));
    server.resume();
    connection.reset();
    expect((await error).code).toBe('ECONNRESET');
    expect(connection.closedLocally).toBe(true);
  });

  it('plays the server as well: what it writes is S', async () => {
    const [client, server] = memoryPair();
    const trace = new Trace();
    const connection = new Connection(server, { number: 3, trace, role: 'server' });
    connection.write(Buffer.from('+OK\r\n'));
    client.resume().end('QUIT\r\n');
    await connection.readLine(soon());
    expect(story(trace).slice(0, 3)).toEqual(['* connected', 'S +OK\r\n', 'C QUIT\r\n']);
    connection.close();
  });

  it('plays thousands of exchanges on one connection and keeps no listener', async () => {
    const { connection, server } = pair();
    server.on('data', () => server.write('+OK\r\n'));
    const listeners = (): number =>
      server.eventNames().reduce((sum, name) => sum + server.listenerCount(name), 0);
    const before = listeners();
    for (let i = 0; i < 5000; i++) {
      connection.write(Buffer.from('NOOP\r\n'));
      const result = await connection.readLine(soon());
      if (result.kind !== 'line') expect(result).toEqual(line('+OK\r\n'));
    }
    expect(listeners()).toBe(before);
    connection.close();
  });
});
