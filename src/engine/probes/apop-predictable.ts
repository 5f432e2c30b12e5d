import { escape } from '../../model/escape.js';
import { defineProbe } from '../probe.js';
import { takeTimestamps } from './timestamps.js';
import { unpredictableBits } from './unpredictable-bits.js';

const policy = 'rfc1939-7-apop-predictable';
const greetings = 50;
/** Fewer say too little. */
const fewest = 20;
/** The row asks for 32; what an estimate from few greetings may lack is left to the server. */
const accusedBelow = 24;

/** Whether the next timestamp could be guessed by somebody who has seen some. */
export const apopPredictable = defineProbe(
  {
    id: 'rfc1939/7/apop-predictable',
    title: 'RFC 1939 section 7: APOP',
    prose: `In the timestamps of ${String(greetings)} greetings some part neither counts nor follows the clock.`,
    needs: ['apop'],
    rules: [policy],
    file: 'src/engine/probes/apop-predictable.ts',
  },
  async (run) => {
    const samples = await takeTimestamps(run, greetings);
    if (samples.length < fewest) run.block(`fewer than ${String(fewest)} greetings with a timestamp`);
    run.judged(policy);
    const bits = unpredictableBits(samples);
    if (bits >= accusedBelow) return;
    const [first, second, third] = samples.map(({ text }) => escape(Buffer.from(text, 'latin1')));
    run.charge(policy, {
      expected: ['at least 32 bits that neither count nor follow the clock'],
      actual: `about ${String(Math.round(bits))} bits are left to guess: ${[first, second, third].join(' ')} ...`,
      shape: 'timestamp predictable',
      evidence: 'positive',
    });
  },
);
