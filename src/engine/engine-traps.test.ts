import { describe, expect, it } from 'vitest';
import type { Duplex } from 'node:stream';
import { parseTranscript } from '../transcript/parse.js';
import { memoryDialer } from '../wire/memory-dialer.js';
import { defaultLimits } from '../wire/limits.js';
import type { Cast, PlayContext } from './context.js';
import { GrammarLedger } from './grammar-ledger.js';
import type { Offers } from './offers.js';
import { Play } from './play.js';
import type { Played } from './play-record.js';

/*
 * The traps that languages like this one fall into (docs/transcripts.md), each as a small exchange with a server
 * that says what it is told to: one answer a command, in pieces of `chunk` octets.
 */

const offers: Offers = {
  capabilities: null, logins: [{ kind: 'user' }], mechanisms: [], features: new Set(), refusalDelay: 0, overTls: false,
}; // prettier-ignore
const account = { user: Buffer.from('harpo'), secret: Buffer.from('swordfish') };
const cast: Cast = { account, other: null, method: { kind: 'user' }, messages: [] };

/** Plays steps against a server that answers the n-th line with the n-th text; null: it closes. */
async function play(
  steps: string,
  answers: readonly (string | null)[],
  chunk = Infinity,
  greeting = '+OK ready\r\n',
): Promise<Played> {
  const text = `RFC 1939 section 5: X\nprotocol: pop3\nside: server\n\n== c\nprose\n\n${steps}`;
  const { cases, problems } = parseTranscript(text, 'suites/x.transcript');
  expect(problems).toEqual([]);
  const [script] = cases;
  if (script === undefined) throw new Error('no case');
  const context: PlayContext = {
    endpoint: { protocol: 'pop3', tls: false, address: 'memory', dialer: memoryDialer((stream) => serve(stream, greeting, answers, chunk)) },
    offers, limits: defaultLimits, times: { answer: 150, credential: 150, connect: 500 }, ledger: new GrammarLedger(), seed: 's', restart: null, signal: new AbortController().signal,
  }; // prettier-ignore
  return new Play(script, context, cast, null).run();
}

function serve(stream: Duplex, greeting: string, answers: readonly (string | null)[], chunk: number): void {
  let received = '';
  let answered = 0;
  const say = (text: string): void => {
    const octets = Buffer.from(text, 'latin1');
    for (let at = 0; at < octets.length; at += chunk)
      stream.write(octets.subarray(at, at + Math.min(chunk, octets.length)));
  };
  stream.on('error', () => undefined);
  say(greeting);
  stream.on('data', (data: Buffer) => {
    received += data.toString('latin1');
    for (let end = received.indexOf('\r\n'); end >= 0; end = received.indexOf('\r\n')) {
      const line = received.slice(0, end);
      received = received.slice(end + 2);
      const answer = answers[answered++];
      if (answer === null) stream.end();
      else if (answer !== undefined) say(answer);
      else if (line === 'QUIT') stream.end('+OK bye\r\n');
    }
  });
}

const deviations = (played: Played): string[] =>
  played.points
    .all()
    .flatMap(({ rule, deviations: found }) =>
      found.map(({ shape, evidence }) => `${rule}: ${shape} (${evidence})`),
    );
const skips = (played: Played): string[] =>
  played.points
    .all()
    .filter(({ judged }) => !judged)
    .map(({ rule, skipped }) => `${rule}: ${skipped}`);

describe.each([Infinity, 1])('in pieces of %d octets', (chunk) => {
  const run = (steps: string, ...answers: (string | null)[]): Promise<Played> => play(steps, answers, chunk);

  it('one reply does not satisfy two equal expectations', async () => {
    const played = await run('rule: a\nC: NOOP\nS: +OK\nS: +OK\n', '+OK\r\n');
    expect(deviations(played)).toEqual(['a: no +OK line (positive)']);
  });

  it('an extra reply never passes in silence', async () => {
    const played = await run('rule: a\nC: NOOP\nS: +OK\n', '+OK\r\n+OK again\r\n');
    expect(deviations(played)).toEqual(['a: unasked line (positive)']);
  });

  it('an extra reply does not shift every later comparison', async () => {
    const played = await run('rule: a\nC: NOOP\nS: +OK\nrule: b\nC: STAT\nS: +OK 2 320\nrule: c\nC: DELE 9\nS: -ERR\n', '+OK\r\n+OK again\r\n', '+OK 2 320\r\n', '-ERR\r\n'); // prettier-ignore
    expect(deviations(played)).toEqual(['a: unasked line (positive)']);
  });

  it('capture gives way until the rest fits', async () => {
    const played = await run('rule: a\nC: NOOP\nS: +OK ${day:text}08 ${rest:text}\nassert day == "22-Feb-20"\n', '+OK 22-Feb-2008 17:00\r\n'); // prettier-ignore
    expect(deviations(played)).toEqual([]);
  });

  it('a continuation does not abort the case', async () => {
    const played = await run('rule: a\nC: AUTH CRAM-MD5\nS: -ERR\n', '+ PDE+\r\n');
    expect(deviations(played)).toEqual(['a: + instead of -ERR (positive)']);
  });

  it('prose is never compared', async () => {
    const played = await run('rule: a\nC: NOOP\nS: +OK\n', '+OK -ERR Bail out! +OK\r\n');
    expect(deviations(played)).toEqual([]);
  });

  it('a list behind a status line alone is free, a written line makes it exact', async () => {
    const list = '+OK\r\n1 120\r\n2 200\r\n.\r\n';
    expect(deviations(await run('rule: a\nC: LIST\nS: +OK\n', list))).toEqual([]);
    expect(deviations(await run('rule: a\nC: LIST\nS: +OK\nS: 1 120\nS: .\n', list))).toEqual([
      'a: unasked line (positive)',
    ]);
    expect(deviations(await run('rule: a\nC: LIST\nS: +OK\nS: 1 120\nS: 2 200\nS: .\n', list))).toEqual([]);
  });

  it('captures a list without its stuffed dots', async () => {
    const played = await run('rule: a\nC: RETR 1\nS: +OK\nS: ${body:lines}\nS: .\nassert octets(body) == 7\n', '+OK\r\n..x\r\n\r\n.\r\n'); // prettier-ignore
    expect(deviations(played)).toEqual(['a: not octets(body) == 7 (positive)']);
    const right = await run('rule: a\nC: RETR 1\nS: +OK\nS: ${body:lines}\nS: .\nassert octets(body) == 6\n', '+OK\r\n..x\r\n\r\n.\r\n'); // prettier-ignore
    expect(deviations(right)).toEqual([]);
  });

  it('takes the branch that fits, and skips the rules of the other', async () => {
    const steps =
      'rule: a\nC: NOOP\neither\n  S: +OK\n  rule: b\n  observe: taken\nor\n  rule: c\n  S: -ERR\nend\n';
    const played = await run(steps, '-ERR\r\n');
    expect([deviations(played), skips(played)]).toEqual([[], ['a: other branch', 'b: other branch']]);
  });

  it('a wrong status stops the case; what is behind it is not reached', async () => {
    const played = await run('rule: a\nC: NOOP\nS: -ERR\nrule: b\nC: NOOP\nS: +OK\n', '+OK\r\n', '+OK\r\n');
    expect([deviations(played), skips(played)]).toEqual([
      ['a: +OK instead of -ERR (positive)'],
      ['b: not reached'],
    ]);
  });

  it('a false assert does not stop the case, a false require does', async () => {
    const steps = (word: string) =>
      `rule: a\nC: STAT\nS: +OK \${n:number} ...\n${word} n == 3\nrule: b\nC: NOOP\nS: +OK\n`;
    expect(skips(await run(steps('assert'), '+OK 2 320\r\n', '+OK\r\n'))).toEqual([]);
    expect(skips(await run(steps('require'), '+OK 2 320\r\n', '+OK\r\n'))).toEqual(['b: not reached']);
  });

  it('what fails before the first rule blocks every rule', async () => {
    const played = await run('C: NOOP\nS: +OK\nrule: a\nC: STAT\nS: +OK\n', '-ERR\r\n');
    expect(skips(played)).toEqual(['a: blocked: -ERR (expected S: +OK)']);
  });

  it('an assert on a name whose line was missing is not judged', async () => {
    const played = await run(
      'rule: a\nC: STAT\nS: +OK ${n:number} ...\nrule: b\nassert n == 2\n',
      '+OK no numbers\r\n',
    );
    expect([deviations(played), skips(played)]).toEqual([
      ['a: other content (positive)'],
      ['b: not reached'],
    ]);
  });

  it('S? (close) permits a close and skips what stands behind it', async () => {
    const played = await run(
      'rule: a\nC: NOOP\nS: -ERR\nS? (close)\nrule: b\nC: STAT\nS: +OK\n',
      '-ERR\r\n',
      null,
    );
    expect([deviations(played), skips(played)]).toEqual([[], ['b: connection closed']]);
  });

  it('a close that nothing permits is a deviation, of absence', async () => {
    const played = await run('rule: a\nC: NOOP\nS: +OK\n', null);
    expect(deviations(played)).toEqual(['a: closed (absence)']);
  });

  it('silence is a deviation, of absence', async () => {
    const played = await run('rule: a\nC: NOOP\nS: +OK\n', '');
    expect(deviations(played)).toEqual(['a: timeout (absence)']);
  });

  it('S! forbids what other steps left over, and is charged to its own rule', async () => {
    const steps = 'rule: a\nC: NOOP\nS: +OK ...\nrule: b\nS! +OK leaked\n';
    expect(deviations(await run(steps, '+OK\r\n'))).toEqual([]);
    expect(deviations(await run(steps, '+OK\r\n+OK leaked\r\n'))).toEqual(['b: forbidden line (positive)']);
  });

  it('commands in one segment are answered one by one', async () => {
    const steps = 'rule: a\nC: NOOP\nC& STAT\nC& LIST\nS: +OK\nS: +OK 1 7\nS: +OK\nS: 1 7\nS: .\n';
    expect(deviations(await run(steps, '+OK\r\n', '+OK 1 7\r\n', '+OK\r\n1 7\r\n.\r\n'))).toEqual([]);
  });

  it('replies that no step asks for are read and stay in step', async () => {
    const steps = 'rule: a\nC: LIST\nC: STAT\nS: +OK 1 7\n';
    expect(deviations(await run(steps, '+OK\r\n1 7\r\n.\r\n', '+OK 1 7\r\n'))).toEqual([]);
  });
});

it('a greeting that is late by a segment is still the greeting', async () => {
  const played = await play('S: +OK ${word:word}\nrule: a\nC: NOOP\nS: +OK\n', ['+OK\r\n'], 1);
  expect([played.blocked, deviations(played)]).toEqual([null, []]);
});

it('a mistake of the script is an error of the case, not a deviation', async () => {
  await expect(play('rule: a\nC: NOOP ${decode("x", 3)}\nS: +OK\n', ['+OK\r\n'])).rejects.toThrow('decode');
});
