import { GrammarLedger } from '../src/engine/grammar-ledger.js';
import { logIn } from '../src/engine/login.js';
import { Pop3Session, type Group } from '../src/engine/pop3-session.js';
import { Deadline } from '../src/model/deadline.js';
import { tcpEndpoint } from '../src/target/endpoint.js';
import { Connection } from '../src/wire/connection.js';
import { defaultLimits } from '../src/wire/limits.js';
import { Trace } from '../src/wire/trace.js';
import { benchAccounts } from './accounts.js';
import { placeOf, serveRounds } from './contender.js';

// What a case does on a connection: every octet traced, every wait with a deadline, every line held against
// every rule of the grammar.

const place = placeOf(process.argv.slice(2));
const { dialer } = tcpEndpoint('pop3', false, place.host, place.port);
const ledger = new GrammarLedger();
const at = { file: 'bench/engine.ts', line: 1, column: 1 };
const waitMs = 30_000;

async function login(number: number): Promise<void> {
  const account = benchAccounts[number];
  if (account === undefined) throw new Error(`no account ${String(number)}`);
  const dialled = await dialer.dial(Deadline.in(waitMs));
  if (!dialled.ok) throw new Error(dialled.message);
  const trace = new Trace();
  const connection = new Connection(dialled.stream, { number: 1, trace, limits: defaultLimits });
  const session = new Pop3Session(connection);
  const observe = (group: Group): void => {
    for (const line of group.lines) ledger.check(line, 'bench/login', at);
  };

  const greeting = await session.readGroup(Deadline.in(waitMs));
  observe(greeting);
  const octets = greeting.lines[0]?.octets ?? Buffer.alloc(0);
  const outcome = await logIn(session, { kind: 'apop' }, account, octets, Deadline.in(waitMs), observe);
  if (!outcome.ok) throw new Error(outcome.problem);
  session.send(Buffer.from('QUIT\r\n'));
  observe(await session.readGroup(Deadline.in(waitMs)));
  const ended = await connection.whenClosed(Deadline.in(waitMs));
  connection.close();
  // connected, three lines each way less our greeting, closed twice: the trace is whole, or nothing was measured.
  if (ended !== 'closed' || trace.events.length < 8) throw new Error('the exchange is not complete');
}

await serveRounds(place, login);
const broken = ledger.all().filter((tally) => tally.broken > 0);
if (broken.length > 0) throw new Error(`the grammar was broken: ${broken.map(({ row }) => row).join(', ')}`);
