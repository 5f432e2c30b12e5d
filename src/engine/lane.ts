import type { Expectation } from './expectation.js';
import type { Pop3Session } from './pop3-session.js';

/** One connection that a script names, and where the script stands on it. */
export interface Lane {
  readonly number: number;
  readonly session: Pop3Session;
  /** First line of the server, without its line end. */
  greeting: Buffer;
  /** `S? (close)` stands: the server may close until the first octet of its next reply. */
  mayClose: boolean;
  /** Closed as permitted, or by the script: steps on it are passed over. */
  passedOver: boolean;
  /** Rule of the last `S` step, to which unasked lines are charged. */
  lastRule: string | null;
  /** `S!` steps that stand until the next `C`. */
  armed: Expectation[];
  /** What must be done before anything is said (STLS, where logins need it) has been done. */
  entered: boolean;
  /** A DELE was sent, so a goodbye must not begin an UPDATE that the script did not ask for. */
  marked: boolean;
}
