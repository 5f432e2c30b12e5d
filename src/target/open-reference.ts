import { startReference } from '../reference/server.js';
import { tcpEndpoint } from './endpoint.js';
import type { Account, Target } from './target.js';

/** It stands any number of cases; more than this only costs memory. */
const JOBS = 8;

/**
 * The embedded server, in this process, on free ports of 127.0.0.1.
 * @param given its accounts; null: its own
 * @param faults names of planted faults
 */
export async function openReference(
  given: readonly Account[] | null,
  faults: readonly string[],
): Promise<Target> {
  const server = await startReference({ ...(given === null ? {} : { accounts: given }), faults });
  let stopped = false;
  return {
    name: 'reference',
    version: '',
    endpoints: [
      tcpEndpoint('pop3', false, '127.0.0.1', server.pop3Port),
      tcpEndpoint('pop3', true, '127.0.0.1', server.pop3sPort),
    ],
    accounts: server.accounts,
    jobs: Math.max(1, Math.min(JOBS, server.accounts.length)),
    mail: {
      deliver: (account, messages) => {
        server.deliver(account.user, messages);
        return Promise.resolve();
      },
    },
    restart: () => server.restart(),
    offers: [],
    refusesClearText: false,
    baseline: [],
    ended: () => (stopped ? 'stopped' : null),
    output: () => Buffer.alloc(0),
    stop: () => {
      stopped = true;
      return server.stop();
    },
  };
}
