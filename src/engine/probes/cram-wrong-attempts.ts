import { indicator, responseCode } from '../../pop3/reply.js';
import { decodeBase64, encodeBase64 } from '../../sasl/base64.js';
import { cramDigest } from '../../sasl/cram-md5.js';
import { lineText } from '../judge.js';
import { endText } from '../login.js';
import type { Group } from '../pop3-session.js';
import { defineProbe, type ProbeConnection, type ProbeRun } from '../probe.js';

const attempts = 10;
const refused = 'rfc2195-2-incorrect-refused';
const forgotten = 'rfc5034-4-failed-auth-forgotten';

/**
 * Attempt k is judged like attempt 1: a counter of tries must not become the answer (CVE-2005-0198), and a right
 * digest behind the wrong ones still opens the maildrop, unless the server has closed.
 */
export const cramWrongAttempts = defineProbe(
  {
    id: 'rfc2195/2/wrong-attempts',
    title: 'RFC 2195 section 2: The CRAM-MD5 mechanism',
    prose: `${String(attempts)} wrong digests on one connection are each refused, or the server closes; then the right one is accepted.`,
    needs: ['cram-md5'],
    rules: [refused, forgotten],
    file: 'src/engine/probes/cram-wrong-attempts.ts',
  },
  async (run, { account }) => {
    const connection = await run.connect();
    for (let k = 1; k <= attempts; k++) {
      const challenge = await begin(run, connection);
      if (challenge === null) return;
      const wrong = answer(
        account.user,
        cramDigest(challenge, Buffer.concat([account.secret, Buffer.from('x')])),
      );
      const group = await connection.ask(wrong, true);
      if (!judgeRefusal(run, group, k)) return;
      if (group.end === 'closed' || connection.session.connection.closed !== null) return;
    }
    const challenge = await begin(run, connection);
    if (challenge === null) return;
    judgeRight(run, await connection.ask(answer(account.user, cramDigest(challenge, account.secret)), true));
  },
);

/** The challenge of a new exchange; null where the server has had enough, and closes or says so. */
async function begin(run: ProbeRun, connection: ProbeConnection): Promise<Buffer | null> {
  const group = await connection.ask('AUTH CRAM-MD5');
  const line = group.lines.at(-1);
  if (group.end === 'continuation' && line !== undefined) {
    const challenge = decodeBase64(line.octets.subarray(2));
    return challenge.ok ? challenge.octets : null;
  }
  if (line !== undefined && indicator(line.octets) === '+OK') {
    run.charge(refused, { expected: ['a challenge, -ERR or a close'], actual: lineText(line), shape: '+OK instead of -ERR', evidence: 'positive' }); // prettier-ignore
  }
  return null;
}

function answer(user: Buffer, digest: string): Buffer {
  return encodeBase64(Buffer.concat([user, Buffer.from(` ${digest}`)]));
}

/** False: nothing more can be judged. */
function judgeRefusal(run: ProbeRun, group: Group, k: number): boolean {
  run.judged(refused);
  const line = group.lines.at(-1);
  const sign = line === undefined ? null : indicator(line.octets);
  if (sign === '-ERR') return true;
  // Hung up on without a word: the limit of tries is the server's affair.
  if (group.end === 'closed' && line === undefined && k > 1) return false;
  run.charge(refused, {
    expected: [`-ERR to wrong digest ${String(k)}`],
    actual: line === undefined ? endText(group) : lineText(line),
    shape: sign === null ? group.end : `${sign} instead of -ERR`,
    evidence: line === undefined ? 'absence' : 'positive',
  });
  return false;
}

function judgeRight(run: ProbeRun, group: Group): void {
  const line = group.lines.at(-1);
  if (line === undefined || group.end !== 'complete') return;
  const code = responseCode(line.octets);
  if (code !== null && /^(IN-USE|LOGIN-DELAY|SYS\/TEMP)$/.test(code)) run.block(`the server said [${code}]`);
  run.judged(forgotten);
  if (indicator(line.octets) === '+OK') return;
  run.charge(forgotten, {
    expected: [`+OK to the right digest after ${String(attempts)} wrong ones on a connection left open`],
    actual: lineText(line),
    shape: '-ERR instead of +OK',
    evidence: 'absence',
  });
}
