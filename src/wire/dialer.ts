import type { Duplex } from 'node:stream';
import type { Deadline } from '../model/deadline.js';

/** Opens connections to one address; in tests also to a server in the same process. */
export interface Dialer {
  /** `127.0.0.1:1110`, for people. */
  readonly address: string;
  dial(deadline: Deadline): Promise<DialResult>;
}

export type DialResult =
  | { readonly ok: true; readonly stream: Duplex }
  | {
      readonly ok: false;
      readonly reason: 'refused' | 'timeout' | 'reset' | 'error';
      readonly message: string;
    };
