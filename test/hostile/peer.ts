import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A server that misbehaves on purpose, on a free port of 127.0.0.1. Each start() is a server of its own. */
export interface HostilePeer {
  readonly name: string;
  start(): Promise<RunningPeer>;
}

export interface RunningPeer {
  readonly port: number;
  /** How many connections it has accepted. */
  readonly accepted: () => number;
  /** Octets it has handed to the system for sending, over all connections. */
  readonly sent: () => number;
  /** Resolves when its sockets and timers are gone. */
  stop(): Promise<void>;
}

/** @param play is given each connection; it may rely on errors being swallowed and sockets being destroyed */
export function peer(name: string, play: (socket: Socket) => void): HostilePeer {
  return {
    name,
    start: () =>
      new Promise((resolve, reject) => {
        const sockets = new Set<Socket>();
        let accepted = 0;
        let sentBefore = 0;
        const server = createServer({ noDelay: true }, (socket) => {
          accepted++;
          sockets.add(socket);
          socket.on('error', () => undefined);
          socket.once('close', () => {
            sockets.delete(socket);
            sentBefore += socket.bytesWritten;
          });
          play(socket);
        });
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () =>
          resolve({
            port: (server.address() as AddressInfo).port,
            accepted: () => accepted,
            sent: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, sentBefore),
            stop: () =>
              new Promise((stopped) => {
                server.close(() => stopped());
                for (const socket of sockets) socket.destroy();
              }),
          }),
        );
      }),
  };
}

/** Writes what `next` gives as fast as the other side takes it, and no faster; null ends it. */
export function pump(socket: Socket, next: () => Buffer | null): void {
  for (;;) {
    if (socket.destroyed || !socket.writable) return;
    const octets = next();
    if (octets === null) return;
    if (!socket.write(octets)) {
      socket.once('drain', () => pump(socket, next));
      return;
    }
  }
}

/** Calls `tick` every `ms` until the socket is gone. */
export function everyMs(socket: Socket, ms: number, tick: () => void): void {
  const timer = setInterval(tick, ms);
  socket.once('close', () => clearInterval(timer));
}

/** Calls `reply` once per line the other side sends, to be written back; null: nothing. */
export function onLines(socket: Socket, reply: (line: string) => string | Buffer | null): void {
  let text = '';
  socket.on('data', (octets) => {
    text = (text + octets.toString('latin1')).slice(-65536);
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const answer = reply(text.slice(0, end).replace(/\r$/, ''));
      text = text.slice(end + 1);
      if (answer !== null && socket.writable) socket.write(answer);
    }
  });
}

/** Resets, and sends no FIN before it as Node's own resetAndDestroy() does. */
export function reset(socket: Socket): void {
  socket.destroySoon = () => {
    socket.destroy();
  };
  socket.resetAndDestroy();
}
