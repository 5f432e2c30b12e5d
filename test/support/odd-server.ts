import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { selfSignedCertificate } from '../../src/model/certificate.js';
import { Connection } from '../../src/reference/connection.js';
import { createRealm, type Realm, type RealmOptions } from '../../src/reference/realm.js';
import { Pop3Session } from '../../src/reference/session/pop3.js';
import { correctPop3, type Pop3Behaviour } from '../../src/reference/session/pop3/behaviour.js';
import { tcpEndpoint } from '../../src/target/endpoint.js';
import type { Target } from '../../src/target/target.js';

/** How a server is odd and still keeps the RFCs: none of it may be reported. */
export interface Oddity {
  readonly realm?: RealmOptions;
  /** What it does otherwise; made once for a server, so that it may count. */
  readonly behaviour?: (realm: Realm) => Partial<Pop3Behaviour>;
  /** What it makes of a message when it arrives. */
  readonly received?: (message: Buffer) => Buffer;
  /** How octets leave: in which pieces, after how many ms. */
  readonly pace?: (octets: Buffer) => readonly Piece[];
  /** How many connections it has at once; one more is closed without a word. */
  readonly connections?: number;
}

export interface Piece {
  readonly octets: Buffer;
  readonly after: number;
}

const certificate = await selfSignedCertificate({ commonName: 'localhost', altNames: ['localhost', '127.0.0.1'] }); // prettier-ignore
const secureContext = createSecureContext(certificate);

/** Several oddities in one server: what they make of a reply is made one behind the other. */
export function together(oddities: readonly Oddity[]): Oddity {
  const merged: Oddity = oddities.reduce((all, one) => ({ ...all, ...one }), {});
  return {
    ...merged,
    behaviour: (realm) => {
      const made = oddities.map(({ behaviour }) => behaviour?.(realm) ?? {});
      const replies = made.flatMap(({ reply }) => (reply === undefined ? [] : [reply]));
      return {
        ...made.reduce((all, one) => ({ ...all, ...one }), {}),
        reply: (session, command, reply) =>
          replies.reduce((so, change) => change(session, command, so), reply),
      };
    },
  };
}

/** The reference server with an oddity, on a free port of 127.0.0.1, as a target with mail and restart. */
export async function openOdd(name: string, odd: Oddity): Promise<Target> {
  const realm = createRealm(odd.realm);
  const does: Pop3Behaviour = { ...correctPop3, ...odd.behaviour?.(realm) };
  const open = new Set<Connection>();
  const server = createServer({ noDelay: true }, (socket) => {
    if (open.size >= (odd.connections ?? Infinity)) {
      socket.end();
      return;
    }
    if (odd.pace !== undefined) pace(socket, odd.pace);
    const connection: Connection = new Connection(
      socket,
      new Pop3Session(realm, does, 'possible'),
      { secureContext, autologoutMs: 600_000 },
      () => open.delete(connection),
    );
    open.add(connection);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dropAll = (): void => {
    for (const connection of open) connection.destroy();
  };
  return {
    name,
    version: '',
    endpoints: [tcpEndpoint('pop3', false, '127.0.0.1', port)],
    accounts: realm.accounts,
    jobs: 8,
    mail: {
      deliver: (account, messages) => {
        realm.store.deliver(account.user, messages.map(odd.received ?? ((message) => message)));
        return Promise.resolve();
      },
    },
    restart: () => {
      dropAll();
      return Promise.resolve();
    },
    offers: [],
    refusesClearText: odd.realm?.clearText === 'after-tls',
    baseline: [],
    ended: () => null,
    output: () => Buffer.alloc(0),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      dropAll();
      await closed;
    },
  };
}

/** Lets octets out as `plan` says, in their order; the end comes behind them. */
function pace(socket: Socket, plan: (octets: Buffer) => readonly Piece[]): void {
  const write = socket.write.bind(socket);
  const end = socket.end.bind(socket);
  let last: Promise<unknown> = Promise.resolve();
  const later = (work: () => Promise<void> | void): void => {
    last = last.then(work);
  };
  const writePaced = (octets: Buffer): boolean => {
    for (const piece of plan(octets)) {
      later(async () => {
        if (piece.after > 0) await sleep(piece.after);
        if (socket.writable) write(piece.octets);
      });
    }
    return true;
  };
  Object.assign(socket, {
    write: writePaced,
    end: () => {
      later(() => void end());
      return socket;
    },
  });
}

/** Changes the text behind the indicator of every reply's first line. */
export function onText(change: (text: string, sign: '+OK' | '-ERR', verb: string) => string): Oddity {
  const greeted = new WeakSet<Pop3Session>();
  return {
    behaviour: () => ({
      reply: (session, command, reply) => {
        const whole = reply.octets.toString('latin1');
        const [, sign, text = '', rest = ''] = /^(\+OK|-ERR) ([^\r]*)\r\n([^]*)$/.exec(whole) ?? [];
        if (sign !== '+OK' && sign !== '-ERR') return reply;
        // No command, not even a line that is none, is answered by the greeting: it comes before all of them.
        const verb = greeted.has(session) ? (command?.verb ?? '') : 'greeting';
        greeted.add(session);
        const changed = change(text, sign, verb);
        return {
          ...reply,
          octets: Buffer.from(`${sign}${changed === '' ? '' : ` ${changed}`}\r\n${rest}`, 'latin1'),
        };
      },
    }),
  };
}

/** Closes, with the reply, when `counts` has been true of so many replies of a connection. */
export function closesAfter(most: number, counts: (verb: string, text: string) => boolean): Oddity {
  return {
    behaviour: () => {
      const seen = new WeakMap<Pop3Session, number>();
      return {
        reply: (session, command, reply) => {
          const text = reply.octets.toString('latin1');
          if (!text.startsWith('-ERR') || !counts(command?.verb ?? '', text)) return reply;
          const count = (seen.get(session) ?? 0) + 1;
          seen.set(session, count);
          return count < most ? reply : { ...reply, then: 'close' };
        },
      };
    },
  };
}

/** 70 characters, the most there may be, all of them legal and few of them usual (RFC 1939 section 7, UIDL). */
export function oddId(id: string): string {
  const odd = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
  return `${odd}${createHash('sha256').update(id).digest('hex')}`.slice(0, 70);
}
