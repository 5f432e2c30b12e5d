/** What a login is made with; all octets as the account has them. */
export interface Credentials {
  readonly user: Buffer;
  readonly secret: Buffer;
  /** Whom to act as; absent: the user. */
  readonly authzid?: Buffer | undefined;
  /** The client's nonce where a mechanism has one; absent: a fresh random one. */
  readonly nonce?: Buffer | undefined;
}

/** `problem` is something the server did that the mechanism does not allow. */
export type ExchangeStep = { readonly answer: Buffer } | { readonly problem: string };

/** One login of the client's end. Challenges and answers are decoded octets; BASE64 belongs to the protocol. */
export interface ClientExchange {
  /**
   * What the client says first, or null where the server begins. May go out as initial response; where
   * the protocol has none, the server's first, empty challenge is handed to `respond`, which gives it.
   */
  readonly initial: Buffer | null;
  respond(challenge: Buffer): ExchangeStep;
  /** Asked after the server's OK: has the mechanism run to its end, the server's own proof included? */
  finished(): { readonly ok: true } | { readonly problem: string };
}
