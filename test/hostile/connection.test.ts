import { afterEach, describe, expect, it } from 'vitest';
import { Deadline } from '../../src/model/deadline.js';
import { Connection } from '../../src/wire/connection.js';
import { defaultLimits } from '../../src/wire/limits.js';
import { tcpDialer } from '../../src/wire/tcp-dialer.js';
import { tlsDialer } from '../../src/wire/tls-dialer.js';
import { Trace } from '../../src/wire/trace.js';
import type { HostilePeer, RunningPeer } from './peer.js';
import { peers, poisonedGreeting } from './peers.js';

const soon = (): Deadline => Deadline.in(10_000);
const shortly = (): Deadline => Deadline.in(300);
const megabyte = 1024 * 1024;

const cleanup: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const action of cleanup.splice(0).reverse()) await action();
});

async function started(hostile: HostilePeer): Promise<RunningPeer> {
  const running = await hostile.start();
  cleanup.push(() => running.stop());
  return running;
}

interface Meeting {
  connection: Connection;
  trace: Trace;
  running: RunningPeer;
}

async function meet(hostile: HostilePeer): Promise<Meeting> {
  const running = await started(hostile);
  const dialed = await tcpDialer('127.0.0.1', running.port).dial(soon());
  if (!dialed.ok) throw new Error(dialed.message);
  const trace = new Trace();
  const connection = new Connection(dialed.stream, { number: 1, trace });
  cleanup.push(() => connection.close());
  return { connection, trace, running };
}

/** Turns of the event loop until `done`, at most so many ms. */
async function settled(done: () => boolean, ms = 2000): Promise<void> {
  const deadline = Deadline.in(ms);
  while (!done() && !deadline.passed) await new Promise((resolve) => setTimeout(resolve, 5));
}

const notes = (trace: Trace): string[] =>
  trace.events.filter((event) => event.side === '*').map((event) => event.text);

describe('a connection to a hostile peer', () => {
  it('that says nothing: a timeout, and nothing else', async () => {
    const { connection } = await meet(peers.silent);
    expect(await connection.readLine(shortly())).toEqual({ kind: 'timeout', rest: Buffer.alloc(0) });
    expect(connection.closed).toBeNull();
    expect(await connection.whenClosed(shortly())).toBe('timeout');
  });

  it('that closes at once', async () => {
    const { connection, trace } = await meet(peers.closesAtOnce);
    expect(await connection.readLine(soon())).toEqual({ kind: 'closed', how: 'fin', rest: Buffer.alloc(0) });
    expect(notes(trace)).toEqual(['connected', 'closed by the peer']);
  });

  it('that resets at once: by the dialer or by the connection', async () => {
    const running = await started(peers.resetsAtOnce);
    const dialed = await tcpDialer('127.0.0.1', running.port).dial(soon());
    if (!dialed.ok) {
      expect(dialed.reason).toBe('reset');
      return;
    }
    const connection = new Connection(dialed.stream, { number: 1, trace: new Trace() });
    expect(await connection.readLine(soon())).toMatchObject({ kind: 'closed', how: 'reset' });
  });

  it('whose greeting has no end: overlong, after no more than the limit', async () => {
    const { connection } = await meet(peers.endlessGreeting);
    const result = await connection.readLine(soon());
    expect(result).toMatchObject({ kind: 'overlong' });
    expect(result.kind === 'overlong' && result.head.length).toBe(defaultLimits.lineOctets);
    expect((await connection.readLine(soon(), 100)).kind).toBe('overlong');
  });

  it.each([peers.endlessGreeting, peers.endlessLines, peers.gigabyteLine])(
    '$name is slowed down while nobody reads',
    async (hostile) => {
      const { connection, running } = await meet(hostile);
      const before = process.memoryUsage().rss;
      await settled(() => connection.buffered > defaultLimits.bufferedOctets);
      let sent = -1;
      await settled(() => {
        const same = sent === running.sent();
        sent = running.sent();
        return same;
      });
      expect(connection.buffered).toBeLessThan(defaultLimits.bufferedOctets + megabyte);
      // What the two kernels hold between the two of us is all it could send.
      expect(running.sent()).toBeLessThan(64 * megabyte);
      expect(process.memoryUsage().rss - before).toBeLessThan(150 * megabyte);
    },
  );

  it('that sends a line of 1 GB: read to its end in pieces, in bounded memory', async () => {
    const { connection, trace } = await meet(peers.gigabyteLine);
    const before = process.memoryUsage().rss;
    let octets = 0;
    let most = 0;
    for (;;) {
      const result = await connection.readLine(Deadline.in(20_000));
      most = Math.max(most, process.memoryUsage.rss() - before);
      if (result.kind === 'overlong') octets += result.head.length;
      else {
        expect(result.kind).toBe('line');
        octets += result.kind === 'line' ? result.octets.length : 0;
        break;
      }
    }
    expect(octets).toBe(4 + 1024 * megabyte + 2);
    expect(most).toBeLessThan(150 * megabyte);
    const kept = trace.events.reduce((sum, event) => sum + event.bytes.length, 0);
    expect(kept).toBeLessThanOrEqual(defaultLimits.traceOctets);
  });

  it('that sends an octet per second: a timeout with what has come, which stays to be read', async () => {
    const { connection } = await meet(peers.octetPerSecond);
    const result = await connection.readLine(Deadline.in(500));
    expect(result).toEqual({ kind: 'timeout', rest: Buffer.from('+') });
    expect(await connection.readOctets(2, soon())).toEqual({ kind: 'octets', octets: Buffer.from('+O') });
  });

  it('that sends noise: every octet, in order, as lines', async () => {
    const { connection } = await meet(peers.binaryNoise);
    let octets = 0;
    for (;;) {
      const result = await connection.readLine(soon());
      if (result.kind === 'line') {
        octets += result.octets.length;
        expect(result.octets.indexOf(0x0a)).toBe(result.octets.length - 1);
      } else {
        expect(result).toMatchObject({ kind: 'closed', how: 'fin' });
        octets += result.kind === 'closed' ? result.rest.length : 0;
        break;
      }
    }
    expect(octets).toBe(64 * 4096);
  });

  it('that resets in the middle of a reply: the octets first, then the reset', async () => {
    const { connection } = await meet(peers.resetInReply);
    expect((await connection.readLine(soon())).kind).toBe('line');
    connection.write(Buffer.from('STAT\r\n'));
    expect(await connection.readLine(soon())).toEqual({
      kind: 'closed',
      how: 'reset',
      rest: Buffer.from('+OK 2 mess'),
    });
  });

  it('that resets after a reply: the reply first, also when we still write', async () => {
    const { connection, trace } = await meet(peers.resetAfterReply);
    expect((await connection.readLine(soon())).kind).toBe('line');
    connection.write(Buffer.from('QUIT\r\n'));
    expect(await connection.whenClosed(soon())).toBe('closed');
    connection.write(Buffer.from('STAT\r\n'));
    expect(await connection.readLine(soon())).toEqual({
      kind: 'line',
      octets: Buffer.from('-ERR go away\r\n'),
    });
    expect(await connection.readLine(soon())).toMatchObject({ kind: 'closed', how: 'reset' });
    expect(notes(trace).at(-1)).toBe('not sent (reset by the peer): STAT\\r\\n');
  });

  it('that sends poison: octets as they are, and only LF ends a line', async () => {
    const { connection } = await meet(peers.poisoned);
    const first = await connection.readLine(soon());
    const end = poisonedGreeting.indexOf(0x0a) + 1;
    expect(first).toEqual({ kind: 'line', octets: poisonedGreeting.subarray(0, end) });
  });

  it('that closes after half a greeting', async () => {
    const { connection } = await meet(peers.halfGreeting);
    expect(await connection.readLine(soon())).toEqual({
      kind: 'closed',
      how: 'fin',
      rest: Buffer.from('+OK rea'),
    });
  });

  it('whose list has no end: lines as long as one asks, and bounded in between', async () => {
    const { connection } = await meet(peers.endlessList);
    await connection.readLine(soon());
    connection.write(Buffer.from('LIST\r\n'));
    expect(await connection.readLine(soon())).toMatchObject({ octets: Buffer.from('+OK\r\n') });
    for (let i = 0; i < 100_000; i++) {
      const result = await connection.readLine(soon());
      if (result.kind !== 'line' || result.octets.toString() !== '1 120\r\n')
        expect(result).toBe('a list line');
    }
    expect(connection.buffered).toBeLessThan(defaultLimits.bufferedOctets + megabyte);
  });

  it('that answers a TLS port in clear', async () => {
    const running = await started(peers.clearOnTlsPort);
    const dialed = await tlsDialer(tcpDialer('127.0.0.1', running.port)).dial(soon());
    expect(dialed).toEqual({
      ok: false,
      reason: 'error',
      message: 'TLS: answered in clear: +OK ready <1896.697170952@dbc.mtview.ca.us>\\r\\n',
    });
  });

  it('that agrees to STLS and goes on in clear: told, escaped, and closed', async () => {
    const { connection, trace } = await meet(peers.stlsThenGarbage);
    await connection.readLine(soon());
    connection.write(Buffer.from('STLS\r\n'));
    await connection.readLine(soon());
    expect(await connection.startTls({}, soon())).toEqual({
      ok: false,
      clearLeftover: Buffer.alloc(0),
      reason: 'answered in clear: -ERR \\x1b[31mwhat did you say?\\r\\n',
    });
    expect(connection.closedLocally).toBe(true);
    expect(trace.events.some((event) => event.side === 'S' && event.bytes.includes('what did you'))).toBe(
      true,
    );
    expect(await connection.readLine(soon())).toMatchObject({ kind: 'closed' });
  });

  it('that agrees to STLS and is silent: within the deadline', async () => {
    const { connection } = await meet(peers.stlsThenSilence);
    await connection.readLine(soon());
    connection.write(Buffer.from('STLS\r\n'));
    await connection.readLine(soon());
    const result = await connection.startTls({}, shortly());
    expect(result).toMatchObject({ ok: false, reason: 'no TLS handshake within the deadline' });
  });

  it('that echoes', async () => {
    const { connection } = await meet(peers.echo);
    connection.write(Buffer.from('USER mrose\r\n'));
    expect(await connection.readLine(soon())).toEqual({
      kind: 'line',
      octets: Buffer.from('USER mrose\r\n'),
    });
  });

  it('that gives a hundred replies to one command', async () => {
    const { connection } = await meet(peers.hundredReplies);
    await connection.readLine(soon());
    connection.write(Buffer.from('NOOP\r\n'));
    for (let i = 0; i < 100; i++) expect((await connection.readLine(soon())).kind).toBe('line');
    expect(await connection.readLine(shortly())).toMatchObject({ kind: 'timeout' });
  });

  it('that reads nothing: what we write is bounded, and we still get away', async () => {
    const { connection, trace } = await meet(peers.readsNothing);
    const octets = Buffer.alloc(megabyte, 'x');
    for (let i = 0; i < 40; i++) connection.write(octets);
    expect(notes(trace).at(-1)).toMatch(/^not sent \(\d+ octets are not taken by the peer\): xxx/);
    expect(await connection.flushed(shortly())).toBe('timeout');
    connection.close();
    expect(connection.closedLocally).toBe(true);
  });
});
