import { cramMd5Client } from './cram-md5.js';
import type { ClientExchange, Credentials } from './exchange.js';
import { loginClient } from './login.js';
import { plainClient } from './plain.js';
import { scramClient } from './scram-client.js';

const clients: ReadonlyMap<string, (credentials: Credentials) => ClientExchange> = new Map([
  ['SCRAM-SHA-256', scramClient('SCRAM-SHA-256')],
  ['SCRAM-SHA-1', scramClient('SCRAM-SHA-1')],
  ['CRAM-MD5', cramMd5Client],
  ['PLAIN', plainClient],
  ['LOGIN', loginClient],
]);

/** Mechanisms `startMechanism` knows, those first that show the least of the secret. */
export const mechanismNames: readonly string[] = [...clients.keys()];

/** Begins a login; null: a mechanism not known here. Names ignore case (RFC 1734 section 3, RFC 2060 section 9). */
export function startMechanism(name: string, credentials: Credentials): ClientExchange | null {
  return clients.get(name.toUpperCase())?.(credentials) ?? null;
}
