import { expect, it } from 'vitest';
import { parseTranscript } from '../transcript/parse.js';
import { alternatives, compile, rulesOf } from './program.js';

const head = 'RFC 1939 section 5: X\nprotocol: pop3\nside: server\n\n== c\nprose\n\n';
const parse = (steps: string) => {
  const { cases, problems } = parseTranscript(head + steps, 'suites/x.transcript');
  expect(problems).toEqual([]);
  const [first] = cases;
  if (first === undefined) throw new Error('no case');
  return first.steps;
};

const branches = parse(`rule: a
C: STAT
either
  S: +OK
  rule: b
  S? (close)
or
  rule: c
  S: -ERR
end
S? -ERR again
C: NOOP
S: +OK
`);

it('names every rule once, in the order of the text', () => {
  expect(rulesOf(branches)).toEqual(['a', 'b', 'c']);
});

it('reads on through each branch up to the next C, and passes over the rules of the others', () => {
  const ways = alternatives(compile(branches).slice(1), 1);
  expect(
    ways.map(({ region, passed, rest }) => [region.map(({ rule }) => rule), passed, rest.length]),
  ).toEqual([
    [['a', 'b', 'a'], ['c'], 2],
    [['c', 'a'], ['a', 'b'], 2],
  ]);
});

it('ends a region at the S of another connection', () => {
  const items = compile(parse('rule: a\nC1: STAT\nS1: +OK\nS2: +OK ready\n'));
  expect(alternatives(items.slice(1), 1)[0]?.region).toHaveLength(1);
});
