import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { selfSignedCertificate, type KeyAndCertificate } from '../model/certificate.js';
import { Deadline } from '../model/deadline.js';
import { Connection } from './connection.js';
import { memoryDialer } from './memory-dialer.js';
import { RawPipe } from './raw-pipe.js';
import { tcpDialer } from './tcp-dialer.js';
import { tlsDialer } from './tls-dialer.js';
import { Trace } from './trace.js';

const soon = (): Deadline => Deadline.in(10_000);
let pem: KeyAndCertificate;
beforeAll(async () => {
  pem = await selfSignedCertificate({ commonName: 'localhost', altNames: ['localhost', '127.0.0.1'] });
});

const cleanup: (() => void)[] = [];
afterEach(() => {
  for (const action of cleanup.splice(0)) action();
});

function listening(server: ReturnType<typeof createServer>): Promise<number> {
  cleanup.push(() => server.close());
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

/**
 * Agrees to STLS, with `extra` in clear behind the reply, then lets `play` speak under TLS.
 * `cut` resets the TCP connection, which a socket that TLS has taken over can not do itself.
 */
function stlsServer(
  extra: string,
  play: (secure: TLSSocket, cut: () => void, raw: Socket) => void,
): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    cleanup.push(() => socket.destroy());
    socket.write('+OK ready\r\n');
    socket.once('data', () => {
      socket.write(`+OK begin\r\n${extra}`);
      const secureContext = createSecureContext(pem);
      const secure = new TLSSocket(new RawPipe(socket), { isServer: true, secureContext });
      secure.on('error', () => undefined);
      const cut = (): void => {
        socket.destroySoon = () => {
          socket.destroy();
        };
        socket.resetAndDestroy();
      };
      play(secure, cut, socket);
    });
  });
  return listening(server);
}

async function connect(port: number): Promise<{ connection: Connection; trace: Trace }> {
  const dialed = await tcpDialer('127.0.0.1', port).dial(soon());
  if (!dialed.ok) throw new Error(dialed.message);
  const trace = new Trace();
  const connection = new Connection(dialed.stream, { number: 1, trace });
  cleanup.push(() => connection.close());
  return { connection, trace };
}

async function untilStls(port: number): Promise<{ connection: Connection; trace: Trace }> {
  const met = await connect(port);
  await met.connection.readLine(soon());
  met.connection.write(Buffer.from('STLS\r\n'));
  await met.connection.readLine(soon());
  return met;
}

const echo = (secure: TLSSocket): void => {
  secure.on('data', (octets: Buffer) => secure.write(`+OK ${octets.toString()}`));
};

describe('startTls', () => {
  it('goes on under TLS on the same connection, and the trace shows since when', async () => {
    const { connection, trace } = await untilStls(await stlsServer('', echo));
    const result = await connection.startTls({ ca: pem.cert, servername: 'localhost' }, soon());
    expect(result).toMatchObject({ ok: true, protocol: 'TLSv1.3', clearLeftover: Buffer.alloc(0) });
    expect(connection.tls).toBe(true);
    connection.write(Buffer.from('NOOP\r\n'));
    expect(await connection.readLine(soon())).toEqual({ kind: 'line', octets: Buffer.from('+OK NOOP\r\n') });
    const events = trace.events.map(
      (event) => `${event.side}${event.tls ? ' tls ' : ' '}${event.text}${String(event.bytes)}`,
    );
    expect(events).toEqual([
      '* connected',
      'S +OK ready\r\n',
      'C STLS\r\n',
      'S +OK begin\r\n',
      expect.stringMatching(/^\* tls TLS is up: TLSv1.3 /),
      'C tls NOOP\r\n',
      'S tls +OK NOOP\r\n',
    ]);
    expect(await connection.startTls({}, soon())).toMatchObject({ ok: false, reason: 'TLS is already up' });
    connection.write(Buffer.from('NOOP\r\n'));
    expect(await connection.readLine(soon())).toMatchObject({ kind: 'line' });
  });

  it('reports octets that came in clear before the handshake and keeps them out of TLS', async () => {
    const { connection } = await untilStls(await stlsServer('+OK injected\r\n', echo));
    const result = await connection.startTls({}, soon());
    expect(result).toMatchObject({ ok: true, clearLeftover: Buffer.from('+OK injected\r\n') });
    expect(await connection.readLine(soon())).toMatchObject({ octets: Buffer.from('+OK injected\r\n') });
    connection.write(Buffer.from('NOOP\r\n'));
    expect(await connection.readLine(soon())).toMatchObject({ octets: Buffer.from('+OK NOOP\r\n') });
  });

  it('tells a close and a reset by the peer apart', async () => {
    for (const how of ['fin', 'reset'] as const) {
      const { connection } = await untilStls(
        await stlsServer('', (secure, cut) => {
          secure.once('data', () => {
            secure.write('+OK bye\r\n', () => (how === 'fin' ? secure.end() : cut()));
          });
        }),
      );
      await connection.startTls({}, soon());
      connection.write(Buffer.from('QUIT\r\n'));
      expect(await connection.readLine(soon())).toMatchObject({ octets: Buffer.from('+OK bye\r\n') });
      expect(await connection.readLine(soon())).toMatchObject({ kind: 'closed', how });
    }
  });

  it('closes so that the peer sees an end, and resets so that it sees a reset', async () => {
    for (const how of ['end', 'ECONNRESET'] as const) {
      let seen: (what: string) => void = () => undefined;
      const sight = new Promise<string>((resolve) => (seen = resolve));
      const port = await stlsServer('', (secure, _cut, raw) => {
        secure.on('data', () => secure.write('+OK\r\n')).on('end', () => seen('end'));
        raw.on('error', (error: NodeJS.ErrnoException) => seen(error.code ?? ''));
      });
      const { connection } = await untilStls(port);
      await connection.startTls({}, soon());
      // An exchange first: until then the server may still be busy with the handshake.
      connection.write(Buffer.from('NOOP\r\n'));
      expect(await connection.readLine(soon())).toMatchObject({ kind: 'line' });
      if (how === 'end') connection.close();
      else connection.reset();
      expect(await sight).toBe(how);
    }
  });

  it('refuses a certificate that does not fit, where a CA is given', async () => {
    const port = await stlsServer('', echo);
    const wrongName = await (
      await untilStls(port)
    ).connection.startTls({ ca: pem.cert, servername: 'mail.example.org' }, soon());
    expect(wrongName).toMatchObject({ ok: false });
    expect(!wrongName.ok && wrongName.reason).toMatch(/^ERR_TLS_CERT_ALTNAME_INVALID/);
    const untrusted = await (await untilStls(port)).connection.startTls({ rejectUnauthorized: true }, soon());
    expect(untrusted.ok).toBe(false);
    const byAddress = await (
      await untilStls(port)
    ).connection.startTls({ ca: pem.cert, servername: '127.0.0.1' }, soon());
    expect(byAddress.ok).toBe(true);
  });
});

describe('tlsDialer', () => {
  it('speaks TLS from the first octet over TCP', async () => {
    const server = createTlsServer({ ...pem }, (secure) =>
      secure.on('error', () => undefined).end('+OK\r\n'),
    );
    const port = await listening(server);
    const dialer = tlsDialer(tcpDialer('127.0.0.1', port), { ca: pem.cert, servername: 'localhost' });
    expect(dialer.address).toBe(`127.0.0.1:${port}`);
    const dialed = await dialer.dial(soon());
    if (!dialed.ok) throw new Error(dialed.message);
    const trace = new Trace();
    const connection = new Connection(dialed.stream, { number: 1, trace });
    expect(connection.tls).toBe(true);
    expect(await connection.readLine(soon())).toEqual({ kind: 'line', octets: Buffer.from('+OK\r\n') });
    expect(await connection.readLine(soon())).toMatchObject({ kind: 'closed', how: 'fin' });
    connection.close();
    expect(trace.events.every((event) => event.tls)).toBe(true);
  });

  it('gives the reason when the other side only closes, or is not there', async () => {
    const closing = tlsDialer(memoryDialer((stream) => stream.end()));
    expect(await closing.dial(soon())).toEqual({
      ok: false,
      reason: 'error',
      message: 'TLS: closed in the handshake',
    });
    const silent = tlsDialer(memoryDialer(() => undefined));
    expect(await silent.dial(Deadline.in(50))).toMatchObject({ ok: false, reason: 'timeout' });
  });
});
