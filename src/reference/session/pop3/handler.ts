import type { Offer } from '../../realm.js';
import type { Pop3Session } from '../pop3.js';
import type { Reply } from './reply.js';

/** A command of POP3: where it is legal, how many arguments it takes, what it does. */
export interface Handler {
  readonly phase: 'authorization' | 'transaction' | 'any';
  readonly least: number;
  readonly most: number;
  /** What the server must offer for it; absent: nothing. */
  readonly offer?: Offer;
  readonly run: (session: Pop3Session, words: readonly string[], rest: string) => Reply;
}
