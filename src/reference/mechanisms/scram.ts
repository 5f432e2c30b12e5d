import type { ReferenceAccount } from '../accounts.js';
import { authenticate } from '../realm.js';
import type { Realm } from '../realm.js';
import type { SaslBehaviour } from './behaviour.js';
import { decodeBase64 } from './base64.js';
import { refused } from './exchange.js';
import type { Exchange, Mechanism, Step } from './exchange.js';
import { saslprep } from './saslprep.js';
import { parseClientFinal, parseClientFirst } from './scram-messages.js';
import type { ClientFirst } from './scram-messages.js';
import { saltFor } from './scram-values.js';
import type { ProofCheck, ScramHash } from './scram-values.js';

/** RFC 5802. */
export const scramSha1 = scram('SCRAM-SHA-1', 'scram-sha-1', 'sha1');
/** RFC 7677. */
export const scramSha256 = scram('SCRAM-SHA-256', 'scram-sha-256', 'sha256');

type ScramMethod = 'scram-sha-1' | 'scram-sha-256';

function scram(name: string, method: ScramMethod, hash: ScramHash): Mechanism {
  return {
    name,
    method,
    clear: false,
    begin: (realm, does) => new ScramExchange(realm, does, method, hash),
  };
}

class ScramExchange implements Exchange {
  readonly challenge = null;
  private readonly realm: Realm;
  private readonly does: SaslBehaviour;
  private readonly method: ScramMethod;
  private readonly hash: ScramHash;
  private next: (response: Buffer) => Step = (response) => this.first(response);

  constructor(realm: Realm, does: SaslBehaviour, method: ScramMethod, hash: ScramHash) {
    this.realm = realm;
    this.does = does;
    this.method = method;
    this.hash = hash;
  }

  respond(response: Buffer): Step {
    return this.next(response);
  }

  private first(response: Buffer): Step {
    const text = utf8(response);
    const message = text === null ? null : parseClientFirst(text, (a) => this.does.scramTakesExtension(a));
    const user = message === null ? null : saslprep(Buffer.from(message.user));
    if (message === null || user === null || user.length === 0) return refused;
    if (message.authzid !== null && !this.does.mayActAs(Buffer.from(message.authzid), user)) return refused;
    const salt = saltFor(this.realm, this.hash, user);
    const nonce = this.does.scramNonce(this.realm, message.nonce);
    const serverFirst = `r=${nonce},s=${salt.toString('base64')},i=${String(this.does.scramIterations)}`;
    this.next = (final) => this.final(final, { message, user, salt, nonce, serverFirst });
    return { kind: 'challenge', data: Buffer.from(serverFirst) };
  }

  private final(response: Buffer, begun: Begun): Step {
    const text = utf8(response);
    const message = text === null ? null : parseClientFinal(text, (a) => this.does.scramTakesExtension(a));
    const proof = message === null ? null : decodeBase64(Buffer.from(message.proof));
    if (message === null || proof === null) return refused;
    if (!this.does.scramNonceHolds(message.nonce, begun.nonce)) return refused;
    const expected = Buffer.from(begun.message.gs2Header).toString('base64');
    if (!this.does.scramBindingHolds(message.binding, expected)) return refused;
    const authMessage = `${begun.message.bare},${begun.serverFirst},${message.withoutProof}`;
    let signature = Buffer.alloc(0);
    const account = authenticate(this.realm, begun.user, this.method, (secret) => {
      const iterations = this.does.scramIterations;
      const check: ProofCheck = { hash: this.hash, secret, salt: begun.salt, iterations, authMessage, proof };
      signature = Buffer.from(this.does.scramSignature(check));
      return this.does.scramProofMatches(check);
    });
    if (account === null) return refused;
    this.next = (last) => this.last(last, account);
    return { kind: 'challenge', data: Buffer.from(`v=${signature.toString('base64')}`) };
  }

  /** The final message went out in a challenge; the client answers it with nothing (RFC 5034 section 4). */
  private last(response: Buffer, account: ReferenceAccount): Step {
    return response.length === 0 ? { kind: 'accepted', account } : refused;
  }
}

interface Begun {
  readonly message: ClientFirst;
  readonly user: Buffer;
  readonly salt: Buffer;
  readonly nonce: string;
  readonly serverFirst: string;
}

function utf8(octets: Buffer): string | null {
  const text = octets.toString('utf8');
  return Buffer.from(text).equals(octets) ? text : null;
}
