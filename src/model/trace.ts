/** One event on a connection. Times are milliseconds since the trace began. */
export interface TraceEvent {
  readonly ms: number;
  readonly connection: number;
  /** C: we or the client sent; S: the server sent; *: something happened (`text`). */
  readonly side: 'C' | 'S' | '*';
  readonly bytes: Buffer;
  /** For `*`: connected, closed, reset, TLS ... */
  readonly text: string;
  /** True while the connection is under TLS. */
  readonly tls: boolean;
}
