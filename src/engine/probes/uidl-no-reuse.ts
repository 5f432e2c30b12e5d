import { generateMessage } from '../../suite/messages.js';
import { escape } from '../../model/escape.js';
import { listOf } from '../caller.js';
import type { Cast } from '../context.js';
import { defineProbe, type ProbeConnection, type ProbeRun } from '../probe.js';

const noReuse = 'rfc1939-7-uidl-no-reuse';

/** Mail that comes after a removal, and after the removal of everything: counters that begin again show. */
export const uidlNoReuse = defineProbe(
  {
    id: 'rfc1939/7/uidl-no-reuse',
    title: 'RFC 1939 section 7: UIDL',
    prose:
      'New mail gets no unique-id that a removed message had, nor when the maildrop was empty in between.',
    needs: ['uidl', 'mail', '!EXPIRE=0'],
    mail: [120, 200, 300],
    rules: [noReuse],
    file: 'src/engine/probes/uidl-no-reuse.ts',
  },
  async (run, cast) => {
    const first = await open(run, cast);
    const before = await idsOf(run, first, 3);
    await remove(run, first, [1, 3]);
    await bringIn(run, cast, [4, 5]);

    const second = await open(run, cast);
    const [, ...laterIds] = await idsOf(run, second, 3);
    await remove(run, second, [1, 2, 3]);
    await bringIn(run, cast, [6, 7]);

    const third = await open(run, cast);
    const lastIds = await idsOf(run, third, 2);
    run.judged(noReuse);
    const seen = new Set(before);
    for (const id of [...laterIds, ...lastIds]) {
      if (seen.has(id)) {
        run.charge(noReuse, {
          expected: ['a unique-id that no earlier message had'],
          actual: `${escape(Buffer.from(id, 'latin1'))} is that of a message removed before`,
          shape: 'unique-id reused',
          evidence: 'positive',
        });
      }
      seen.add(id);
    }
  },
);

async function open(run: ProbeRun, cast: Cast): Promise<ProbeConnection> {
  const connection = await run.connect();
  await connection.logIn(cast);
  return connection;
}

async function idsOf(run: ProbeRun, connection: ProbeConnection, count: number): Promise<string[]> {
  const ids = listOf(await connection.ask('UIDL')).map((line) => line.replace(/^[0-9]+ /, ''));
  if (ids.length !== count)
    run.block(`${String(ids.length)} unique-ids for ${String(count)} messages in the maildrop`);
  return ids;
}

/** Marks them and ends the session, so that they are gone before anything new comes in. */
async function remove(run: ProbeRun, connection: ProbeConnection, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    const { lines } = await connection.ask(`DELE ${String(number)}`);
    if (lines[0]?.octets[0] !== 0x2b) run.block(`DELE ${String(number)} was refused`);
  }
  await connection.quit();
}

async function bringIn(run: ProbeRun, cast: Cast, numbers: readonly number[]): Promise<void> {
  const { deliver } = run.context;
  if (deliver === undefined || deliver === null) return run.block('no way to bring mail in');
  await deliver(
    cast.account,
    numbers.map((number) => generateMessage(100 * number, number)),
  );
}
