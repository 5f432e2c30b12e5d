import { groupBy } from './group-by.js';
import type { PointRecord } from './record.js';

/** A section of the outline, as its points come in. */
export interface Section {
  readonly title: string;
  /** null where the title is not `RFC 1939 section 7: APOP`. */
  readonly rfc: string | null;
  /** `7  APOP` */
  readonly heading: string;
  readonly planned: readonly number[];
  readonly points: Map<number, PointRecord>;
}

/** Sections in the order in which the plan first names them. */
export function outline(plan: Iterable<{ readonly number: number; readonly title: string }>): Section[] {
  return [...groupBy(plan, (planned) => planned.title)].map(([title, planned]) => ({
    title,
    ...parseTitle(title),
    planned: planned.map(({ number }) => number),
    points: new Map(),
  }));
}

function parseTitle(title: string): { rfc: string | null; heading: string } {
  const match = /^RFC (\S+) section (\S+?)(?:: (.*))?$/.exec(title);
  if (!match) return { rfc: null, heading: title };
  const [, rfc = '', section = '', name = ''] = match;
  return { rfc, heading: `${section.padEnd(3)} ${name}`.trimEnd() };
}

/** Its points in the order of the plan. */
export function sectionPoints(section: Section): PointRecord[] {
  return [...section.points.values()].sort((a, b) => a.number - b.number);
}
