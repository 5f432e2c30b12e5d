import { startReference } from '../src/reference/server.js';
import { benchAccounts } from './accounts.js';

// The reference server in a process of its own: prints its port, ends with its standard input.

const server = await startReference({ accounts: benchAccounts });
process.stdout.write(`${String(server.pop3Port)}\n`);
process.stdin.resume();
process.stdin.once('end', () => void server.stop());
