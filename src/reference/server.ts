import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import type { Duplex } from 'node:stream';
import { selfSignedCertificate } from '../model/certificate.js';
import { MailspecError } from '../model/errors.js';
import type { ReferenceAccount } from './accounts.js';
import { Connection } from './connection.js';
import { behaviourWith } from './faults/index.js';
import { createRealm } from './realm.js';
import type { RealmOptions } from './realm.js';
import { Pop3Session } from './session/pop3.js';
import { userOctets } from './user.js';
import type { User } from './user.js';

export interface ReferenceOptions extends RealmOptions {
  /** Port of POP3 and of POP3 under TLS on 127.0.0.1; 0 or absent: any free one. */
  readonly pop3Port?: number;
  readonly pop3sPort?: number;
  /** Names of planted faults. */
  readonly faults?: readonly string[];
  /** At least ten minutes by RFC 1939 section 3, which is also the default. */
  readonly autologoutMs?: number;
}

export interface RunningReference {
  readonly pop3Port: number;
  readonly pop3sPort: number;
  readonly accounts: readonly ReferenceAccount[];
  /** Of the certificate it shows, in PEM. */
  readonly certificate: string;
  /** Puts messages behind what is there; the next session sees them. A text is taken for UTF-8. */
  deliver(user: User, messages: readonly Buffer[]): void;
  /** Ends every connection and listens again on the same ports. Mail and accounts stay. */
  restart(): Promise<void>;
  /** Resolves when every socket is gone. Safe to call twice. */
  stop(): Promise<void>;
}

/** Ten minutes, and a margin so that a client that counts them itself is not cut off. */
export const defaultAutologoutMs = 10 * 60_000 + 5_000;

/** Starts the embedded server on 127.0.0.1. Throws E_TARGET_START when a port is taken. */
export async function startReference(options: ReferenceOptions = {}): Promise<RunningReference> {
  const realm = createRealm(options);
  const { key, cert } = await selfSignedCertificate({
    commonName: realm.hostname,
    altNames: [realm.hostname, 'localhost', '127.0.0.1'],
  });
  const secureContext = createSecureContext({ key, cert });
  const names = options.faults ?? [];
  let does = behaviourWith(names);
  const connections = new Set<Connection>();
  const sockets = new Set<Duplex>();

  const accept = (stream: Duplex, tls: 'possible' | 'active'): void => {
    const connection: Connection = new Connection(
      stream,
      new Pop3Session(realm, does, tls),
      { secureContext, autologoutMs: options.autologoutMs ?? defaultAutologoutMs },
      () => connections.delete(connection),
    );
    connections.add(connection);
  };
  const listenOn = async (pop3: number, pop3s: number): Promise<Server[]> => {
    const clear = createServer({ noDelay: true }, (socket) => accept(socket, 'possible'));
    const secure = createTlsServer({ key, cert, noDelay: true, handshakeTimeout: 30_000 }, (socket) =>
      accept(socket, 'active'),
    );
    secure.on('connection', (socket: Duplex) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    secure.on('tlsClientError', (_error, socket) => socket.destroy());
    await listening(clear, pop3);
    try {
      await listening(secure, pop3s);
    } catch (error) {
      clear.close();
      throw error;
    }
    return [clear, secure];
  };
  const close = async (): Promise<void> => {
    const closed = servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)));
    for (const connection of connections) connection.destroy();
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };

  const servers = await listenOn(options.pop3Port ?? 0, options.pop3sPort ?? 0);
  const [pop3Port = 0, pop3sPort = 0] = servers.map((server) => (server.address() as AddressInfo).port);
  return {
    pop3Port,
    pop3sPort,
    accounts: realm.accounts,
    certificate: cert,
    deliver: (user, messages) => realm.store.deliver(userOctets(user), messages),
    restart: async () => {
      await close();
      does = behaviourWith(names);
      servers.push(...(await listenOn(pop3Port, pop3sPort)));
    },
    stop: close,
  };
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new MailspecError('E_TARGET_START', `cannot listen on 127.0.0.1:${String(port)}`, { cause });
  }
}
