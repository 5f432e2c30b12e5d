import { makePlan } from '../../src/engine/plan.js';
import { run, type RunOptions } from '../../src/engine/run.js';
import type { Playable } from '../../src/engine/run-case.js';
import type { Point } from '../../src/model/result.js';
import { loadCatalogue } from '../../src/suite/requirements.js';
import type { Target } from '../../src/target/target.js';

export const quickOptions: Omit<RunOptions, 'signal'> = {
  times: { answer: 1000, credential: 2000, connect: 2000 },
  jobs: 8,
  seed: 'test',
  slow: false,
  exhaustive: false,
  allowMailLoss: true,
  maxBadLogins: Infinity,
  replayArguments: 'test',
};

/** Certifies the first clear POP3 endpoint of a target in this process and gives its points. The target stays up. */
export async function certify(
  target: Target,
  playables: readonly Playable[],
  options: Partial<RunOptions> = {},
): Promise<Point[]> {
  const endpoint = target.endpoints.find(({ protocol, tls }) => protocol === 'pop3' && !tls);
  if (endpoint === undefined) throw new Error(`${target.name} has no POP3`);
  const points: Point[] = [];
  await run(
    makePlan(playables, loadCatalogue(), 'info'),
    target,
    endpoint,
    { ...quickOptions, signal: new AbortController().signal, ...options },
    (event) => {
      if (event.kind === 'point') points.push(event.point);
      if (event.kind === 'point' && event.point.outcome === 'error')
        throw new Error(`${event.point.caseId}: ${event.point.reason}`);
    },
  );
  return points;
}
