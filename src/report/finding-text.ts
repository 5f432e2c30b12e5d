import type { FindingRecord, PointRecord } from './record.js';

/** `Expected: -ERR` and what follows, one fact a line: the same words in every report for people. */
export function pointText(point: PointRecord): (readonly [label: string, text: string])[] {
  const lines: [string, string][] = [];
  for (const finding of point.findings) lines.push(...findingText(finding));
  if (point.reason !== '') lines.push(['Reason:', point.reason]);
  if (point.observed !== '') lines.push(['Observed:', point.observed]);
  if (point.reproduced !== '') lines.push(['Reproduced:', point.reproduced]);
  return lines;
}

function findingText(finding: FindingRecord): [string, string][] {
  const [first = 'nothing', ...others] = finding.expected;
  return [
    ...(finding.value === null ? [] : [['With:', finding.value] satisfies [string, string]]),
    ['Expected:', first],
    ...others.map((text): [string, string] => ['or:', text]),
    ['Actual:', finding.actual],
    ['At:', finding.at],
  ];
}

/** `MUST, RFC 1939 section 7, p16 L832`, or the row's id where nothing more is known. */
export function pointSource(point: PointRecord): string {
  return point.requirement ? `${point.requirement.level}, ${point.requirement.source}` : point.rule;
}

/** `rfc1939/7/apop-replay rfc1939-7-apop-replay @curl` */
export function pointLabel(point: Pick<PointRecord, 'case' | 'rule' | 'mode'>): string {
  return `${point.case} ${point.rule}${point.mode === null ? '' : ` @${point.mode}`}`;
}
