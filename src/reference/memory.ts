import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import type { ReferenceAccount } from './accounts.js';
import { Connection } from './connection.js';
import { behaviourWith } from './faults/index.js';
import { createRealm } from './realm.js';
import type { Realm, RealmOptions } from './realm.js';
import { defaultAutologoutMs } from './server.js';
import { Pop3Session } from './session/pop3.js';
import { userOctets } from './user.js';
import type { User } from './user.js';

export interface MemoryOptions extends RealmOptions {
  readonly faults?: readonly string[];
  /** For STLS; absent: there is none. */
  readonly secureContext?: SecureContext;
}

export interface MemoryReference {
  readonly realm: Realm;
  readonly accounts: readonly ReferenceAccount[];
  /** A bare session, to be fed by hand. */
  session(): Pop3Session;
  /** Runs a session over this stream until either ends. */
  serve(stream: Duplex): void;
  deliver(user: User, messages: readonly Buffer[]): void;
  /** Ends every session, without UPDATE. */
  stop(): void;
}

/** The reference server without a socket. */
export function memoryReference(options: MemoryOptions = {}): MemoryReference {
  const realm = createRealm(options);
  const does = behaviourWith(options.faults ?? []);
  const secureContext = options.secureContext ?? null;
  const connections = new Set<Connection>();
  const session = (): Pop3Session =>
    new Pop3Session(realm, does, secureContext === null ? 'none' : 'possible');
  return {
    realm,
    accounts: realm.accounts,
    session,
    serve: (stream) => {
      const settings = { secureContext, autologoutMs: defaultAutologoutMs };
      const connection: Connection = new Connection(stream, session(), settings, () =>
        connections.delete(connection),
      );
      connections.add(connection);
    },
    deliver: (user, messages) => realm.store.deliver(userOctets(user), messages),
    stop: () => {
      for (const connection of connections) connection.destroy();
    },
  };
}
