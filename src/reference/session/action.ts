/** What a session wants done, in this order. */
export type Action =
  | { readonly kind: 'send'; readonly octets: Buffer }
  /** Close once everything is sent; nothing is read any more. */
  | { readonly kind: 'close' }
  /** Begin TLS as the server, then say `tlsStarted`. What came in clear until then is dropped. */
  | { readonly kind: 'start-tls' };

/** A server's half of a connection as a pure state machine: no socket, no timer, no clock of its own. */
export interface Session {
  /** The greeting. Once, first (on an implicit-TLS port after the handshake). */
  open(): readonly Action[];
  feed(octets: Buffer): readonly Action[];
  tlsStarted(): void;
  /** The connection is gone, or idle for too long. Safe to call twice. */
  closed(): void;
}
