import { expect, it } from 'vitest';
import { parseTranscript } from '../transcript/parse.js';
import { makesBadLogins } from './bad-logins.js';

const answer = (steps: string): boolean => {
  const { cases, problems } = parseTranscript(
    `RFC 1939 section 7: X\nprotocol: pop3\nside: server\n\n== c\nprose\n\n${steps}`,
    'x',
  );
  expect(problems).toEqual([]);
  const [script] = cases;
  if (script === undefined) throw new Error('no case');
  return makesBadLogins(script);
};

it.each([
  ['a refused PASS', 'rule: a\nC: PASS wrong\nS: -ERR\n', true],
  [
    'a refused answer to a challenge',
    'C: AUTH CRAM-MD5\nS: + ${c:base64}\nrule: a\nC: ${base64(c)}\nS: -ERR\n',
    true,
  ],
  ['a refused APOP in a branch', 'rule: a\nC: APOP x y\neither\n  S: +OK\nor\n  S: -ERR\nend\n', true],
  ['a refused STAT', 'rule: a\nC: STAT\nS: -ERR\n', false],
  ['a refused USER', 'rule: a\nC: USER nobody\nS: -ERR\n', false],
  ['an accepted PASS, then a refused STAT', 'rule: a\nC: PASS right\nS: +OK\nC: STAT\nS: -ERR\n', false],
])('%s', (_, steps, expected) => {
  expect(answer(steps)).toBe(expected);
});
