import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/model/package-root.js';
import type { Outcome } from '../../src/model/result.js';
import type { PointRecord, RunRecord } from '../../src/report/record.js';

const deviating: ReadonlySet<Outcome> = new Set(['fail', 'warn', 'flaky', 'known', 'fixed', 'error']);

/** The target does otherwise than the sentence says, whether it was known or not. */
export function isFinding({ outcome }: Pick<PointRecord, 'outcome'>): boolean {
  return deviating.has(outcome);
}

/** Exchanges only where something deviates; neither ports nor durations, which are others in every run. */
export function withoutNoise(run: RunRecord): RunRecord {
  return {
    ...run,
    target: { ...run.target, address: run.target.address.replace(/:[0-9]+$/, '') },
    durationMs: null,
    points: run.points.map((point) => ({
      ...point,
      durationMs: null,
      wire: isFinding(point) ? point.wire : [],
    })),
  };
}

/** A published report must not tell on which machine it was made: neither in the open nor within BASE64. */
export function refuseTraces(text: string): void {
  const decoded = (text.match(/[A-Za-z0-9+/]{16,}={0,2}/g) ?? []).map((word) =>
    Buffer.from(word, 'base64').toString('latin1'),
  );
  const traces = [packageRoot(), join(tmpdir(), 'mailspec'), `${homedir()}/`, `@${hostname()}`];
  for (const place of [text, ...decoded]) {
    const found = traces.find((trace) => place.includes(trace));
    if (found !== undefined) throw new Error(`the report holds ${JSON.stringify(found)} of this machine`);
  }
}
