import { expect, it } from 'vitest';
import { delaysApart, sameRefusals, type Refusal } from './refusals.js';

const refusals = (texts: readonly string[], ms: readonly number[] = [1], steps = 2): Refusal[] =>
  texts.map((text, i) => ({ text, steps, ms: ms[i % ms.length] ?? 1 }));

it('finds words and steps that tell an unknown user', () => {
  expect(
    sameRefusals(refusals(['-ERR failed', '-ERR failed']), refusals(['-ERR no user', '-ERR no user'])),
  ).toBe(false);
  expect(sameRefusals(refusals(['-ERR failed']), refusals(['-ERR failed'], [1], 1))).toBe(false);
});

it('does not mind numbers, nor refusals that are never alike', () => {
  const known = refusals(['-ERR failed (session a81)', '-ERR failed (session b77)']);
  expect(sameRefusals(known, refusals(['-ERR failed (session c09)', '-ERR failed (session c10)']))).toBe(
    true,
  );
  const moody = refusals(['-ERR failed', '-ERR too many, wait']);
  expect(sameRefusals(moody, refusals(['-ERR no', '-ERR no']))).toBe(true);
});

it('minds delays only of another order, without overlap, that a network would show', () => {
  const texts = ['-ERR no', '-ERR no', '-ERR no'];
  expect(delaysApart(refusals(texts, [2000, 2100, 2005]), refusals(texts, [1, 3, 90]))).toBe(true);
  expect(delaysApart(refusals(texts, [1, 3, 90]), refusals(texts, [2000, 2100, 2005]))).toBe(true);
  expect(delaysApart(refusals(texts, [2000, 2100, 80]), refusals(texts, [1, 3, 90]))).toBe(false);
  expect(delaysApart(refusals(texts, [50, 60, 70]), refusals(texts, [1, 1, 1]))).toBe(false);
  expect(delaysApart(refusals(texts, [900, 800, 700]), refusals(texts, [200, 300, 250]))).toBe(false);
});
