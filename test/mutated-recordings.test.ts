import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cast } from '../src/engine/context.js';
import type { Played } from '../src/engine/play.js';
import type { Case } from '../src/model/case.js';
import { loadSuites } from '../src/suite/find-cases.js';
import { castOf, firstValue, openBench, playOnce, type Bench } from './support/play-case.js';
import { mutantsOf } from './support/mutations.js';
import { stubDialer, stubMoves } from './support/stub.js';

/*
 * Proof that every check can fail, without hand work: what passed is played again by a stub with one line of the
 * server dropped, doubled, added or changed. For each test point of each case some such change must be charged
 * to it.
 */

/** What the reference server does against advice: each of its accounts may log in by every way there is. */
const advice: ReadonlySet<string> = new Set(['rfc1939-13-not-both-pass-apop']);

/** Silence of a stub is certain at once. */
const quick = { answer: 60, credential: 60, connect: 1000 };

let bench: Bench;
beforeAll(async () => {
  bench = await openBench('reference');
});
afterAll(() => bench.target.stop());

const scripts = loadSuites().filter(
  ({ side, protocol, heads }) => side !== 'client' && protocol === 'pop3' && heads.slow === null,
);

describe('a change of one line is charged to', () => {
  it.concurrent.each(scripts.map((script) => [script.id, script] as const))(
    '%s',
    async (id, script) => {
      const recorded = await inTurn(() => record(script));
      // What the reference server does not have can not be recorded from it; the list is short and kept.
      if (typeof recorded === 'string') {
        expect(`${id}: ${recorded}`).toBe(`${id}: ${unrecorded[id] ?? 'must be recordable'}`);
        return;
      }
      const { cast, passed } = recorded;
      const value = firstValue(script);
      expect(passed.blocked).toBeNull();
      const points = passed.points.all();
      const blamed = points.filter(({ rule }) => !advice.has(rule));
      expect(blamed.flatMap(({ deviations }) => deviations)).toEqual([]);
      const judged = points.filter((point) => point.judged && point.observed.length === 0);
      const alive = new Set(judged.map(({ rule }) => rule));
      for (const mutant of mutantsOf(stubMoves(passed.wire))) {
        if (alive.size === 0) break;
        const instead = { dialer: stubDialer(mutant.connections), times: quick };
        const played = await playOnce(script, bench, cast, value, instead);
        for (const { rule, deviations } of played.points.all()) if (deviations.length > 0) alive.delete(rule);
      }
      expect([...alive]).toEqual([]);
    },
    120_000,
  );
});

async function record(script: Case): Promise<{ cast: Cast; passed: Played } | string> {
  const cast = await castOf(script, bench);
  return typeof cast === 'string'
    ? cast
    : { cast, passed: await playOnce(script, bench, cast, firstValue(script)) };
}

let last: Promise<unknown> = Promise.resolve();
/** Recordings are made one after the other, since they share accounts and maildrops. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => undefined);
  return mine;
}

/** Cases that need what the reference server lacks on purpose, and what that is. */
const unrecorded: Readonly<Record<string, string>> = {
  'rfc1939/3/several-in-one-segment': 'the target offers PIPELINING',
  'rfc1939/3/unimplemented-apop': 'the target offers timestamp',
  'rfc1939/3/unimplemented-auth': 'the target offers auth',
  'rfc1939/3/unimplemented-stls': 'the target offers stls',
  'rfc1939/3/unimplemented-top': 'the target offers top',
  'rfc1939/3/unimplemented-uidl': 'the target offers uidl',
};
