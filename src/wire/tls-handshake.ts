import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import type { Deadline } from '../model/deadline.js';
import { escape } from '../model/escape.js';
import { isReset } from './is-reset.js';
import { RawPipe } from './raw-pipe.js';

export interface TlsOptions {
  /** PEM of the certificates to trust; undefined: those Node trusts. */
  readonly ca?: string | undefined;
  /** The name the certificate must carry; also sent as SNI unless it is an address. */
  readonly servername?: string | undefined;
  /** Refuse a certificate that does not verify. Default: only where `ca` is given. */
  readonly rejectUnauthorized?: boolean | undefined;
}

export type HandshakeResult =
  | { readonly ok: true; readonly stream: TLSSocket; readonly protocol: string; readonly cipher: string }
  | {
      readonly ok: false;
      readonly how: 'timeout' | 'reset' | 'fin' | 'clear' | 'error';
      /** For people, already escaped. */
      readonly reason: string;
      /** The first octets the peer answered with. */
      readonly received: Buffer;
    };

const rawStreams = new WeakMap<Duplex, Duplex>();

/** The stream that TLS runs over; the stream itself where there is no TLS. */
export function rawOf(stream: Duplex): Duplex {
  return rawStreams.get(stream) ?? stream;
}

/** TLS as the client over `raw`, whose listeners must be gone and whose octets read. A failure destroys `raw`. */
export function handshake(raw: Duplex, options: TlsOptions, deadline: Deadline): Promise<HandshakeResult> {
  return new Promise((resolve) => {
    const pipe = new RawPipe(raw);
    const name = options.servername;
    const secure = connect({
      socket: pipe,
      rejectUnauthorized: options.rejectUnauthorized ?? options.ca !== undefined,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      ...(name === undefined ? {} : { host: name, servername: isIP(name) === 0 ? name : '' }),
    });
    rawStreams.set(secure, raw);
    let settled = false;
    const settle = (result: HandshakeResult): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      if (!result.ok) {
        secure.destroy();
        raw.destroy();
      }
      resolve(result);
    };
    const fail = (how: 'timeout' | 'reset' | 'fin' | 'error', reason: string): void => {
      const received = pipe.head;
      if (received.length > 0 && !startsTls(received)) {
        settle({ ok: false, how: 'clear', reason: `answered in clear: ${escape(received, 80)}`, received });
      } else settle({ ok: false, how, reason, received });
    };
    const timer = setTimeout(
      () => fail('timeout', 'no TLS handshake within the deadline'),
      Math.ceil(deadline.remaining),
    );
    // Stays after the handshake: later errors are seen by who reads the stream.
    secure.on('error', (error: NodeJS.ErrnoException) => {
      const rawError: NodeJS.ErrnoException | null = raw.errored;
      if (isReset(rawError) || (isReset(error) && !raw.readableEnded))
        fail('reset', 'reset in the handshake');
      else if (raw.readableEnded) fail('fin', 'closed in the handshake');
      else fail('error', describe(error));
    });
    secure.once('close', () => {
      if (isReset(raw.errored)) fail('reset', 'reset in the handshake');
      else fail('fin', 'closed in the handshake');
    });
    secure.once('secureConnect', () =>
      settle({
        ok: true,
        stream: secure,
        protocol: secure.getProtocol() ?? 'unknown',
        cipher: secure.getCipher().name,
      }),
    );
  });
}

/** RFC 8446 section 5.1: the content types 20 to 23, then the major version 3. */
function startsTls(octets: Buffer): boolean {
  const type = octets[0] ?? 0;
  return type >= 20 && type <= 23 && (octets.length < 2 || octets[1] === 3);
}

function describe(error: NodeJS.ErrnoException): string {
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
  const code = error.code === undefined ? '' : `${error.code}: `;
  return code + escape(Buffer.from(reason), 200);
}
