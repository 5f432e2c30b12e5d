import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BaselineEntry } from '../src/model/baseline.js';
import { packageRoot } from '../src/model/package-root.js';
import { parseBaseline } from '../src/suite/parse-baseline.js';
import { openTarget } from '../src/target/open-target.js';
import { describeReal } from './real.js';
import { mailspec } from './support/program.js';
import { parseTap } from './support/tap.js';

/*
 * The command line against real servers: by profile it ends as the baseline says, and by address, where nobody
 * has said what to expect, it reports the same deviations and nothing else.
 */

// Each of Courier's lost commands is waited for as long as an answer to a credential may take.
const quick = ['--auth-timeout', '5s'];
const limit = 400_000;

interface Finding {
  readonly case: string;
  readonly rule: string;
  readonly shape: string;
}

/** Every deviation of every point that is `not ok`. */
function findingsIn(tap: string): Finding[] {
  return parseTap(tap)
    .points.filter(({ ok }) => !ok)
    .flatMap(({ name, diag }) => {
      const [id = '', rule = ''] = name.replace(/^- /, '').split(' ');
      const also = Array.isArray(diag['also']) ? (diag['also'] as { shape: unknown }[]) : [];
      return [diag, ...also].map(({ shape }) => ({ case: id, rule, shape: String(shape) }));
    });
}

/** What needs mail or a restart is not met by address: fewer findings than in the baseline are right. */
function unexpected(findings: readonly Finding[], baseline: readonly BaselineEntry[]): Finding[] {
  return findings.filter(
    (found) =>
      !baseline.some(
        (entry) => entry.case === found.case && entry.rule === found.rule && entry.shape === found.shape,
      ),
  );
}

for (const name of ['dovecot', 'courier', 'mailutils']) {
  await describeReal(name, () => {
    it(
      'ends as the baseline of the profile says',
      async () => {
        const { code, stdout } = await mailspec(['certify', name, ...quick], { limit });
        const { points, plan, bailOut } = parseTap(stdout);
        const surprises = points.filter(({ ok, todo }) => !ok && todo === '').map((point) => point.name);
        expect({ code, surprises, bailOut }).toEqual({ code: 0, surprises: [], bailOut: null });
        expect(points).toHaveLength(plan);
      },
      limit,
    );

    it(
      'reports by address what the baseline holds and nothing else, each with its requirement',
      async () => {
        const target = await openTarget(name, { parseBaseline });
        try {
          const address = target.endpoints.find(({ protocol, tls }) => protocol === 'pop3' && !tls)?.address;
          const accounts = join(packageRoot(), 'targets', 'accounts.pwd');
          const words = ['certify', `pop3://${address ?? ''}`, '--accounts', accounts, ...quick];
          const { code, stdout } = await mailspec(words, { limit });
          const findings = findingsIn(stdout);
          expect(unexpected(findings, target.baseline)).toEqual([]);
          const failed = parseTap(stdout).points.filter(({ ok, todo }) => !ok && todo === '');
          expect(failed).not.toEqual([]);
          for (const { diag } of failed) {
            expect(diag['requirement']).toMatch(/\w{3,} \w/);
            expect(diag['rule']).toMatch(/^RFC [0-9]+ section /);
          }
          expect(code).toBe(1);
        } finally {
          await target.stop();
        }
      },
      limit,
    );
  });
}
