import { matchesType } from '../../transcript/types.js';
import { escape } from '../../model/escape.js';
import { timestampOf } from '../login.js';
import { defineProbe, type ProbeRun } from '../probe.js';

const inARow = 200;
const atOnce = 50;

const unique = 'rfc1939-7-apop-timestamp-unique';
const syntax = 'rfc1939-7-apop-timestamp-msgid';

/** Greetings one after the other and many within one moment: clocks of a second and counters of a process show. */
export const apopTimestampMany = defineProbe(
  {
    id: 'rfc1939/7/apop-timestamp-many',
    title: 'RFC 1939 section 7: APOP',
    prose: `The timestamps of ${String(inARow)} greetings in a row and of ${String(atOnce)} at once all differ.`,
    needs: ['apop'],
    rules: [unique, syntax],
    file: 'src/engine/probes/apop-timestamp-many.ts',
  },
  async (run) => {
    const seen = new Map<string, number>();
    let count = 0;
    for (let i = 0; i < inARow; i++) count += Number(await collect(run, seen));
    const crowd = await Promise.all(Array.from({ length: atOnce }, () => collect(run, seen)));
    count += crowd.filter(Boolean).length;
    if (count < 2) run.block('fewer than two greetings with a timestamp');
    run.judged(unique);
    run.judged(syntax);
    const repeated = [...seen].find(([, times]) => times > 1);
    if (repeated !== undefined) {
      run.charge(unique, {
        expected: [`${String(count)} different timestamps`],
        actual: `${escape(Buffer.from(repeated[0], 'latin1'))} came ${String(repeated[1])} times; ${String(seen.size)} of ${String(count)} differ`,
        shape: 'timestamp repeated',
        evidence: 'positive',
      });
    }
    const odd = [...seen.keys()].find(
      (timestamp) => !matchesType('msg-id', Buffer.from(timestamp, 'latin1')),
    );
    if (odd !== undefined) {
      run.charge(syntax, {
        expected: ['<local@domain> as RFC 822 has msg-id'],
        actual: escape(Buffer.from(odd, 'latin1')),
        shape: 'timestamp is no msg-id',
        evidence: 'positive',
      });
    }
  },
);

/** One greeting; a refused connection in a crowd is no finding. */
async function collect(run: ProbeRun, seen: Map<string, number>): Promise<boolean> {
  const connection = await run.tryConnect();
  if (typeof connection === 'string') return false;
  const timestamp = timestampOf(connection.greeting);
  await connection.quit();
  if (timestamp === null) return false;
  const text = timestamp.toString('latin1');
  seen.set(text, (seen.get(text) ?? 0) + 1);
  return true;
}
