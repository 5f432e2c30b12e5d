/** How the other side ended: it closed, it reset, or the stream failed in another way (TLS, the network). */
export type Ending = 'fin' | 'reset' | 'error';

/** Why a read gave nothing. */
export type ReadFailure =
  /** Nothing more will come; `rest` is what came behind the last line, and is taken. */
  | { readonly kind: 'closed'; readonly how: Ending; readonly rest: Buffer }
  /** `rest` is what has come so far; it stays to be read. */
  | { readonly kind: 'timeout'; readonly rest: Buffer }
  /** No line end within the limit; `head` is as much as the limit allows, and is taken. */
  | { readonly kind: 'overlong'; readonly head: Buffer };

/** `octets` include the line's end: everything up to and including the LF. */
export type ReadResult = { readonly kind: 'line'; readonly octets: Buffer } | ReadFailure;

export type OctetsResult = { readonly kind: 'octets'; readonly octets: Buffer } | ReadFailure;
