import { escape } from '../../model/escape.js';
import { defineProbe } from '../probe.js';
import { repeated, takeChallenge } from './cram-challenges.js';

const exchanges = 30;
const row = 'rfc2195-4-challenge-unique-same-conn';

/** Exchanges begun and cancelled on one connection, as many as the server lets be. */
export const cramChallengeSameConnection = defineProbe(
  {
    id: 'rfc2195/4/challenge-same-connection',
    title: 'RFC 2195 section 4: Security Considerations',
    prose: `Up to ${String(exchanges)} exchanges on one connection each have a challenge of their own.`,
    needs: ['cram-md5'],
    rules: [row],
    file: 'src/engine/probes/cram-challenge-same-connection.ts',
  },
  async (run) => {
    const connection = await run.connect();
    const texts: string[] = [];
    for (let i = 0; i < exchanges; i++) {
      const challenge = await takeChallenge(run, connection);
      if (challenge === null) break;
      texts.push(challenge.text);
      if (connection.session.connection.closed !== null || connection.session.connection.closedLocally) break;
    }
    if (texts.length < 2) {
      run.skip(row, 'one connection allows one exchange');
      return;
    }
    run.judged(row);
    const most = repeated(texts);
    if (most === null) return;
    run.charge(row, {
      expected: [`${String(texts.length)} different challenges`],
      actual: `${escape(Buffer.from(most.text, 'latin1'), 200)} came ${String(most.times)} times in ${String(texts.length)} exchanges`,
      shape: 'challenge repeated',
      evidence: 'positive',
    });
  },
);
