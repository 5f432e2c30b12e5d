import type { BaselineEntry } from '../model/baseline.js';
import type { Deviation, Point } from '../model/result.js';

/**
 * Judges a point by what is known of the program: a deviation whose case, rule and shape stand in the baseline
 * is `known`, a pass where the baseline expects one is `fixed`, anything else stays as it is. All deviations
 * of a point must be known for it to be.
 * @param version of the program, '' where it is not known: then entries for certain versions explain a
 * deviation, but a pass does not make them `fixed`
 */
export function applyBaseline(point: Point, entries: readonly BaselineEntry[], version: string): Point {
  const own = entries.filter((entry) => entry.case === point.caseId && entry.rule === point.rule);
  switch (point.outcome) {
    case 'pass': {
      const stale = own.filter((entry) => entry.versions === undefined || inRange(version, entry.versions));
      if (stale.length === 0) return point;
      const shapes = stale.map((entry) => `'${entry.shape}'`).join(', ');
      return {
        ...point,
        outcome: 'fixed',
        reason: `passes, but the baseline expects ${shapes}: take the entry out`,
      };
    }
    case 'fail':
    case 'warn':
    case 'flaky': {
      const holding = own.filter(
        (entry) => entry.versions === undefined || version === '' || inRange(version, entry.versions),
      );
      const matched = point.deviations.map((deviation) => entryFor(deviation, holding));
      const known = matched.filter((entry) => entry !== null);
      if (known.length === 0 || known.length < matched.length) return point;
      return { ...point, outcome: 'known', reason: [...new Set(known.map(printReason))].join('; ') };
    }
    case 'info':
    case 'skip':
    case 'known':
    case 'fixed':
    case 'error':
      return point;
  }
}

function entryFor(deviation: Deviation, entries: readonly BaselineEntry[]): BaselineEntry | null {
  return entries.find((entry) => entry.shape === deviation.shape) ?? null;
}

function printReason(entry: BaselineEntry): string {
  return entry.link === undefined ? entry.reason : `${entry.reason} (${entry.link})`;
}

/** `2.3.*` takes `2.3.21`: `*` stands for any text, everything else for itself. */
function inRange(version: string, glob: string): boolean {
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(version);
}
