import type { LoginMethod, ReferenceAccount } from '../accounts.js';
import type { Realm } from '../realm.js';
import type { SaslBehaviour } from './behaviour.js';

/** What a mechanism makes of one response of the client. */
export type Step =
  | { readonly kind: 'challenge'; readonly data: Buffer }
  | { readonly kind: 'accepted'; readonly account: ReferenceAccount }
  | { readonly kind: 'refused' };

export const refused: Step = { kind: 'refused' };

/** One run of a mechanism; thrown away after its end or a cancel. Protocols bring base64 and the frame. */
export interface Exchange {
  /** What the server says first; null: the client speaks first. */
  readonly challenge: Buffer | null;
  respond(response: Buffer): Step;
}

export interface Mechanism {
  readonly name: string;
  readonly method: LoginMethod;
  /** The secret goes over the wire as it is. */
  readonly clear: boolean;
  readonly begin: (realm: Realm, does: SaslBehaviour) => Exchange;
}

export function outcome(account: ReferenceAccount | null): Step {
  return account === null ? refused : { kind: 'accepted', account };
}
