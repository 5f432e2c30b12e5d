import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlan } from '../src/engine/plan.js';
import { run } from '../src/engine/run.js';
import { serverCases } from '../src/cli/selection.js';
import type { Point } from '../src/model/result.js';
import { loadCatalogue } from '../src/suite/requirements.js';
import type { Target } from '../src/target/target.js';
import { decoys, servers } from './support/decoys.js';
import { openOdd, together, type Oddity } from './support/odd-server.js';

/* Servers that are odd and right: the whole suite finds nothing that it does not find on the reference server. */

let reference: ReadonlySet<string>;
beforeAll(async () => {
  reference = new Set((await findings('as it is', {})).map(nameOf));
}, 120_000);

describe('nothing is reported of a server with', () => {
  it.concurrent.each(servers.map((names) => [names.join(' + '), names] as const))(
    '%s',
    async (name, names) => {
      const odd = together(names.map((each) => decoys[each] ?? {}));
      const found = await findings(name, odd);
      expect(found.filter((point) => !reference.has(nameOf(point))).map(describePoint)).toEqual([]);
    },
    240_000,
  );
});

it('every oddity is on some server', () => {
  expect(servers.flat().sort()).toEqual(Object.keys(decoys).sort());
});

const open: Target[] = [];
afterAll(() => Promise.all(open.map((target) => target.stop())));

/** What a certificate would show as a finding; everything that could be judged was. */
async function findings(name: string, odd: Oddity): Promise<Point[]> {
  const target = await openOdd(name, odd);
  open.push(target);
  const [endpoint] = target.endpoints;
  if (endpoint === undefined) throw new Error('no endpoint');
  const points: Point[] = [];
  let complete = false;
  const plan = makePlan(serverCases(), loadCatalogue(), 'info');
  const options = {
    times: { answer: 5000, credential: 30_000, connect: 5000 },
    jobs: odd.connections === undefined ? 8 : 2,
    seed: 'decoys', slow: false, exhaustive: false, allowMailLoss: false, maxBadLogins: Infinity, replayArguments: name,
    signal: new AbortController().signal,
  }; // prettier-ignore
  await run(plan, target, endpoint, options, (event) => {
    if (event.kind === 'point') points.push(event.point);
    if (event.kind === 'end') complete = event.complete;
  });
  await target.stop();
  expect({ complete, points: points.length }).toEqual({ complete: true, points: plan.points.length });
  expect(points.filter(({ outcome }) => outcome === 'pass').length).toBeGreaterThan(20);
  return points.filter(({ outcome }) => ['fail', 'warn', 'flaky', 'error'].includes(outcome));
}

function nameOf({ caseId, rule }: Point): string {
  return `${caseId} ${rule}`;
}

function describePoint(point: Point): string {
  const seen = point.deviations.map(({ expected, actual, value }) => `${value ?? ''} expected ${expected.join(' or ')}, got ${actual}`); // prettier-ignore
  return `${point.outcome} ${nameOf(point)}: ${point.reason}${seen[0] ?? ''}`;
}
