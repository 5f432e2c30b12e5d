import type { Playable } from '../../src/engine/run-case.js';
import { loadCatalogue } from '../../src/suite/requirements.js';
import { openTarget } from '../../src/target/open-target.js';
import { certify } from './certify.js';

/** Test points (`<case> <rule>`) that fail or warn while the reference server has a planted fault. */
export async function caughtBy(fault: string, playables: readonly Playable[]): Promise<string[]> {
  const target = await openTarget('reference', { faults: [fault] });
  try {
    const points = await certify(target, playables);
    return points
      .filter(({ outcome }) => outcome === 'fail' || outcome === 'warn')
      .map(({ caseId, rule }) => `${caseId} ${rule}`);
  } finally {
    await target.stop();
  }
}

/** The rules that say the same as a row: a fault may be charged to any of them. */
export function sameRules(row: string): ReadonlySet<string> {
  const catalogue = loadCatalogue();
  const root = (id: string): string => {
    const { sameAs } = catalogue.get(id) ?? { sameAs: null };
    return sameAs !== null && catalogue.has(sameAs) ? root(sameAs) : id;
  };
  return new Set([...catalogue.keys()].filter((id) => root(id) === root(row)));
}
