import { escape } from '../../model/escape.js';
import { mechanismNames } from '../../sasl/mechanism.js';
import { endText } from '../login.js';
import { defineProbe } from '../probe.js';

const rule = 'rfc5034-3-listed-mechs-start';

/** EXTERNAL needs a credential from outside, and names of what binds to TLS need TLS. */
const needsMore = /^EXTERNAL$|-PLUS$/;

/** Transcripts know the mechanisms they can complete; a list may hold any. */
export const listedMechanisms = defineProbe(
  {
    id: 'rfc5034/3/listed-of-any-name',
    title: 'RFC 5034 section 3: The SASL Capability',
    prose: 'A mechanism on the SASL line that this program cannot complete is begun all the same.',
    needs: ['SASL'],
    rules: [rule],
    file: 'src/engine/probes/listed-mechanisms.ts',
  },
  async (run) => {
    const listed = run.context.offers.capabilities?.get('SASL') ?? [];
    const foreign = listed.filter((name) => !mechanismNames.includes(name.toUpperCase()) && !needsMore.test(name.toUpperCase())); // prettier-ignore
    if (foreign.length === 0) {
      run.skip(rule, 'every mechanism of the list has a case of its own');
      return;
    }
    run.judged(rule);
    for (const name of foreign) {
      const connection = await run.connect();
      const group = await connection.ask(`AUTH ${name}`);
      const line = group.lines.at(-1)?.octets;
      if (group.end === 'continuation') await connection.ask('*');
      else
        run.charge(rule, {
          expected: [`a challenge to AUTH ${name}, which the SASL line names`],
          actual: line === undefined ? endText(group) : escape(line, 200),
          shape: 'no challenge',
          evidence: 'absence',
        });
      await connection.quit();
    }
  },
);
