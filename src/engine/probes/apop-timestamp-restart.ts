import { defineProbe } from '../probe.js';
import { judgeUnique, takeTimestamps } from './timestamps.js';

const unique = 'rfc1939-7-apop-timestamp-unique-restart';
const perLife = 20;

/** The first greetings of two lives of a server: counters that begin anew show. */
export const apopTimestampRestart = defineProbe(
  {
    id: 'rfc1939/7/apop-timestamp-restart',
    title: 'RFC 1939 section 7: APOP',
    prose: `The first ${String(perLife)} timestamps after a start differ from those after the next one.`,
    needs: ['apop', 'restart'],
    rules: [unique],
    file: 'src/engine/probes/apop-timestamp-restart.ts',
  },
  async (run) => {
    const { restart } = run.context;
    if (restart === null) return run.block('the target cannot be restarted');
    const texts: string[] = [];
    for (let life = 0; life < 2; life++) {
      await restart();
      texts.push(...(await takeTimestamps(run, perLife)).map(({ text }) => text));
    }
    judgeUnique(run, unique, texts);
  },
);
