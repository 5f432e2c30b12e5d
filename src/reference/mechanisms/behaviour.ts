import type { Realm } from '../realm.js';
import { decodeBase64 } from './base64.js';
import { cramMatches } from './cram-md5.js';
import { messageId } from './message-id.js';
import { mayActAs, passwordMatches } from './password.js';
import { proofMatches, serverNonce, serverSignature } from './scram-values.js';
import type { ProofCheck } from './scram-values.js';

/** A response to be judged against the secret that the server knows. */
export interface DigestCheck {
  readonly realm: Realm;
  readonly user: Buffer;
  readonly challenge: string;
  readonly digest: string;
  readonly secret: Buffer;
}

export interface PasswordCheck {
  readonly realm: Realm;
  readonly user: Buffer;
  readonly given: Buffer;
  readonly secret: Buffer;
}

/** Every decision of the mechanisms, each at one place; planted faults replace single ones. */
export interface SaslBehaviour {
  decodeBase64(text: Buffer): Buffer | null;
  cramChallenge(realm: Realm): string;
  cramMatches(check: DigestCheck): boolean;
  passwordMatches(check: PasswordCheck): boolean;
  mayActAs(authzid: Buffer, authcid: Buffer): boolean;
  readonly scramIterations: number;
  scramNonce(realm: Realm, clientNonce: string): string;
  scramTakesExtension(attribute: string): boolean;
  scramNonceHolds(received: string, expected: string): boolean;
  scramBindingHolds(received: string, expected: string): boolean;
  scramProofMatches(check: ProofCheck): boolean;
  scramSignature(check: ProofCheck): Buffer;
}

export const correctSasl: SaslBehaviour = {
  decodeBase64,
  cramChallenge: messageId,
  cramMatches,
  passwordMatches,
  mayActAs,
  scramIterations: 4096,
  scramNonce: serverNonce,
  // `m=` asks for what nobody has defined; other letters may be passed over (RFC 5802 section 5.1).
  scramTakesExtension: (attribute) => /^[A-Za-ln-z]=[^,]+$/.test(attribute),
  scramNonceHolds: (received, expected) => received === expected,
  scramBindingHolds: (received, expected) => received === expected,
  scramProofMatches: proofMatches,
  scramSignature: serverSignature,
};
