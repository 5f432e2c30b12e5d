import { escape } from '../../model/escape.js';
import { matchesType } from '../../transcript/types.js';
import { defineProbe, type ProbeRun } from '../probe.js';
import { repeated, takeOneChallenge } from './cram-challenges.js';
import { unpredictableBits, type ChallengeSample } from './unpredictable-bits.js';

const inARow = 200;
const atOnce = 50;
/** Fewer challenges say too little. */
const fewest = 20;
/** A challenge with fewer bits to guess is one that can be foreseen; the estimate favours the server. */
const accusedBelow = 24;

const unique = 'rfc2195-4-challenge-unique';
const syntax = 'rfc2195-2-challenge-msgid-syntax';
const random = 'rfc2195-2-challenge-random-digits';
const clock = 'rfc2195-2-challenge-timestamp';
const host = 'rfc2195-2-challenge-fqdn';

/** What the challenges of many exchanges are made of, each on a connection of its own. */
export const cramChallengeMany = defineProbe(
  {
    id: 'rfc2195/2/challenge-many',
    title: 'RFC 2195 section 2: The CRAM-MD5 mechanism',
    prose: `The challenges of ${String(inARow)} exchanges in a row and of ${String(atOnce)} at once all differ, and no one could have foreseen them.`,
    needs: ['cram-md5'],
    rules: [unique, syntax, random, clock, host],
    file: 'src/engine/probes/cram-challenge-many.ts',
  },
  async (run) => {
    const row: ChallengeSample[] = [];
    for (let i = 0; i < inARow; i++) {
      const challenge = await takeOneChallenge(run);
      if (challenge !== null) row.push(challenge);
    }
    const crowd = await Promise.all(Array.from({ length: atOnce }, () => takeOneChallenge(run)));
    const texts = [...row, ...crowd].flatMap((challenge) => (challenge === null ? [] : [challenge.text]));
    if (row.length < fewest) run.block(`fewer than ${String(fewest)} challenges in a row`);
    judgeUnique(run, texts);
    judgeForm(run, texts);
    judgeChance(run, row);
  },
);

function judgeUnique(run: ProbeRun, texts: readonly string[]): void {
  run.judged(unique);
  const most = repeated(texts);
  if (most === null) return;
  run.charge(unique, {
    expected: [`${String(texts.length)} different challenges`],
    actual: `${shown(most.text)} came ${String(most.times)} times; ${String(new Set(texts).size)} of ${String(texts.length)} differ`,
    shape: 'challenge repeated',
    evidence: 'positive',
  });
}

function judgeForm(run: ProbeRun, texts: readonly string[]): void {
  run.judged(syntax);
  const odd = texts.find((text) => !matchesType('msg-id', Buffer.from(text, 'latin1')));
  if (odd !== undefined) {
    run.charge(syntax, {
      expected: ['<local@domain> as RFC 822 has msg-id'],
      actual: shown(odd),
      shape: 'challenge is no msg-id',
      evidence: 'positive',
    });
  }
  run.judged(host);
  const bare = texts.find((text) => !/@[^@]*\.[^@]*>$/.test(text) && !/@\[.*\]>$/.test(text));
  if (bare === undefined) return;
  run.charge(host, {
    expected: ['a dot in the domain behind @: the fully-qualified name of the host'],
    actual: shown(bare),
    shape: 'host name without a dot',
    evidence: 'positive',
  });
}

function judgeChance(run: ProbeRun, row: readonly ChallengeSample[]): void {
  run.judged(random);
  const bits = unpredictableBits(row);
  const growing = growsSomewhere(row.map(({ text }) => text));
  run.note(clock, growing ? 'some part of the challenge grows like a clock or a counter' : 'no part of the challenge grows like a clock'); // prettier-ignore
  if (bits >= accusedBelow) return;
  run.charge(random, {
    expected: ['an arbitrary part that neither counts nor follows the clock'],
    actual: `about ${String(Math.round(bits))} bits are left to guess: ${row.slice(0, 3).map(({ text }) => shown(text)).join(' ')} ...`, // prettier-ignore
    shape: 'challenge predictable',
    evidence: 'positive',
  });
}

/** True if some part is never smaller than before and is greater at the end. */
function growsSomewhere(texts: readonly string[]): boolean {
  const rows = texts.map((text) => text.split(/[^A-Za-z0-9]+/));
  const width = Math.min(...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, part) =>
    rows.map((row) => (row[part] ?? '').padStart(64, '0')),
  ).some((column) => column.every((text, i) => text >= (column[i - 1] ?? '')) && column[0] !== column.at(-1));
}

function shown(text: string): string {
  return escape(Buffer.from(text, 'latin1'), 200);
}
