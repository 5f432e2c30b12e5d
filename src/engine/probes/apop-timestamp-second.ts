import { defineProbe } from '../probe.js';
import { judgeUnique, takeTimestamp } from './timestamps.js';

const unique = 'rfc1939-7-apop-timestamp-unique';
const atOnce = 8;
const most = 200;

/** As many greetings as come within one second: a clock of seconds beside few processes shows. */
export const apopTimestampSecond = defineProbe(
  {
    id: 'rfc1939/7/apop-timestamp-second',
    title: 'RFC 1939 section 7: APOP',
    prose: 'The timestamps of all greetings within one second differ.',
    needs: ['apop'],
    rules: [unique],
    file: 'src/engine/probes/apop-timestamp-second.ts',
  },
  async (run) => {
    const texts: string[] = [];
    const end = performance.now() + 1000;
    const work = async (): Promise<void> => {
      while (performance.now() < end && texts.length < most) {
        const timestamp = await takeTimestamp(run);
        if (timestamp === null) return;
        texts.push(timestamp.text);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    judgeUnique(run, unique, texts);
  },
);
