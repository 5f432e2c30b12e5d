import { MailspecError } from '../src/model/errors.js';
import { openTarget } from '../src/target/open-target.js';
import { benchAccounts } from './accounts.js';
import { bench } from './contenders.js';
import { LineChild } from './line-child.js';

/** A server that all contenders log in to, with the accounts of the bench. */
export interface BenchServer {
  readonly name: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** The reference server, in a process of its own so that it does not share a contender's event loop. */
export async function openReference(): Promise<BenchServer> {
  const child = new LineChild(bench('reference-server'));
  return { name: 'reference', port: Number(await child.read()), stop: () => child.end() };
}

/** A real Dovecot; null, said loudly, where it cannot be started. */
export async function openDovecot(): Promise<BenchServer | null> {
  try {
    const target = await openTarget('dovecot', { accounts: benchAccounts });
    const address = target.endpoints.find(({ protocol, tls }) => protocol === 'pop3' && !tls)?.address ?? '';
    return { name: `Dovecot ${target.version}`, port: Number(address.split(':').at(-1)), stop: () => target.stop() }; // prettier-ignore
  } catch (error) {
    if (!(error instanceof MailspecError) || error.code !== 'E_TARGET_START') throw error;
    console.warn(`\n!!! Logins to a real Dovecot are NOT MEASURED: ${error.message}; ${error.hint ?? ''}\n`);
    return null;
  }
}
