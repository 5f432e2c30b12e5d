/** What one connection may hold in memory, in octets. A peer that sends more is slowed down, never trusted. */
export interface Limits {
  /** Longest line, its line end included; a longer one is reported as `overlong`. */
  readonly lineOctets: number;
  /** Received but not yet read; above it the stream is paused, so TCP slows the peer down. */
  readonly bufferedOctets: number;
  /** Written but not yet taken by the peer; above it writes are dropped and traced as not sent. */
  readonly unsentOctets: number;
  /** Kept in the trace per connection, with 256 octets reckoned for each event's own weight. */
  readonly traceOctets: number;
}

export const defaultLimits: Limits = {
  lineOctets: 64 * 1024,
  bufferedOctets: 1024 * 1024,
  unsentOctets: 16 * 1024 * 1024,
  traceOctets: 1024 * 1024,
};
