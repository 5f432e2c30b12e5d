import { describe, expect, it } from 'vitest';
import { matchesPattern, select, shard } from './select.js';

const ids = [
  'rfc1939/7/apop-replay',
  'rfc1939/7/apop-replay-twice',
  'rfc1939/10/session',
  'rfc1734/2/cancel',
];
const idOf = (id: string): string => id;

describe('a pattern', () => {
  it.each([
    ['rfc1939/7/apop-replay', [0]],
    ['rfc1939/7', [0, 1]],
    ['rfc1939', [0, 1, 2]],
    ['rfc1939/1', []],
    ['*replay*', [0, 1]],
    ['rfc*/2', [3]],
    ['rfc1939.7', []],
  ])('%s', (pattern, expected) => {
    expect(ids.flatMap((id, at) => (matchesPattern(id, pattern) ? [at] : []))).toEqual(expected);
  });
});

it('takes everything without a pattern, and refuses one that names nothing', () => {
  expect(select(ids, idOf, [])).toEqual(ids);
  expect(() => select(ids, idOf, ['rfc1734', 'rfc9999'])).toThrow('rfc9999');
});

it('shards hold every item once', () => {
  const parts = ['1/3', '2/3', '3/3'].map((text) => shard(ids, text));
  expect(parts.flat().sort()).toEqual([...ids].sort());
});

it.each(['0/3', '4/3', 'x', '1', '1/0'])('refuses --shard %s', (text) => {
  expect(() => shard(ids, text)).toThrow('--shard');
});
