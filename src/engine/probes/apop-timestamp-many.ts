import { escape } from '../../model/escape.js';
import { matchesType } from '../../transcript/types.js';
import { defineProbe } from '../probe.js';
import { judgeUnique, takeTimestamp, takeTimestamps } from './timestamps.js';

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
    const row = await takeTimestamps(run, inARow);
    const crowd = await Promise.all(Array.from({ length: atOnce }, () => takeTimestamp(run)));
    const texts = [...row, ...crowd].flatMap((timestamp) => (timestamp === null ? [] : [timestamp.text]));
    judgeUnique(run, unique, texts);
    run.judged(syntax);
    const odd = texts.find((text) => !matchesType('msg-id', Buffer.from(text, 'latin1')));
    if (odd === undefined) return;
    run.charge(syntax, {
      expected: ['<local@domain> as RFC 822 has msg-id'],
      actual: escape(Buffer.from(odd, 'latin1')),
      shape: 'timestamp is no msg-id',
      evidence: 'positive',
    });
  },
);
