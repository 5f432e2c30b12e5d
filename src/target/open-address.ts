import { MailspecError } from '../model/errors.js';
import { tcpEndpoint } from './endpoint.js';
import type { Account, Target } from './target.js';
import { parseTargetUrl } from './target-url.js';

/**
 * How many cases run at once against a server somebody else configured. Many allow only four connections per
 * address, and a case may open two.
 */
const POLITE_JOBS = 2;

/** Servers somebody else runs: addresses of one host make one target with several endpoints. */
export function openAddress(words: readonly string[], accounts: readonly Account[]): Target {
  const urls = words.map(parseTargetUrl);
  const hosts = new Set(urls.map(({ host }) => host));
  if (hosts.size > 1) {
    throw new MailspecError('E_USAGE', `one target has one host, these are ${[...hosts].join(' and ')}`, {
      hint: 'certify them one after another',
    });
  }
  const kinds = urls.map(({ protocol, tls }) => `${protocol}${tls ? 's' : ''}`);
  const double = kinds.find((kind, index) => kinds.indexOf(kind) !== index);
  if (double !== undefined) {
    throw new MailspecError('E_USAGE', `one target has one ${double} address`, {
      hint: 'certify them one after another',
    });
  }
  return {
    name: words.join(' '),
    version: '',
    endpoints: urls.map(({ protocol, tls, host, port }) => tcpEndpoint(protocol, tls, host, port)),
    accounts,
    jobs: Math.max(1, Math.min(POLITE_JOBS, accounts.length)),
    mail: null,
    restart: null,
    offers: [],
    refusesClearText: false,
    baseline: [],
    ended: () => null,
    output: () => Buffer.alloc(0),
    stop: () => Promise.resolve(),
  };
}
