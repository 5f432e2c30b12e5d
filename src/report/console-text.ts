import type { Outcome } from '../model/result.js';
import { incompleteBecause } from './collect.js';
import { pointLines, labelled } from './console-point.js';
import type { Page } from './console-point.js';
import { pointLabel } from './finding-text.js';
import { groupBy } from './group-by.js';
import { sectionPoints } from './outline.js';
import type { Section } from './outline.js';
import { outcomeStyle } from './paint.js';
import { printable } from './printable.js';
import type { PointRecord, RunRecord } from './record.js';
import { noCounts, printCounts, summarize } from './summary.js';
import { wrap } from './wrap.js';

export type Level = 'fail' | 'warn' | 'info';

const shownAt: Readonly<Record<Level, readonly Outcome[]>> = {
  fail: ['fail', 'fixed', 'error'],
  warn: ['fail', 'fixed', 'error', 'warn', 'flaky', 'known'],
  info: ['fail', 'fixed', 'error', 'warn', 'flaky', 'known', 'info'],
};

const headingWidth = 46;
const narrow = 90;

/** Who is tested by what, and what is known of it. */
export function headLines(run: Pick<RunRecord, 'mailspec' | 'target' | 'seed'>, page: Page): string[] {
  const { name, address, facts } = run.target;
  const place = address === '' || name.includes(address) ? '' : ` at ${printable(address)}`;
  const who = page.paint('bold', `mailspec ${run.mailspec}: ${printable(name)}`);
  const indent = 2 + Math.max(4, ...facts.map((fact) => printable(fact.name).length)) + 2;
  const row = (key: string, value: string) =>
    wrap(printable(value), page.width - indent).map((line, i) => {
      const head = i === 0 ? `  ${printable(key)}`.padEnd(indent) : ' '.repeat(indent);
      return i === 0 ? page.paint('dim', head) + line : head + line;
    });
  return [who + place, ...row('seed', run.seed), ...facts.flatMap((fact) => row(fact.name, fact.value))];
}

/** `  7   APOP ............ 41 passed, 2 skipped`, and below it what the level lets through. */
export function sectionLines(section: Section, level: Level, page: Page): string[] {
  const points = sectionPoints(section);
  const counts = noCounts();
  for (const point of points) counts[point.outcome]++;
  const heading = `  ${printable(section.heading)} `;
  const dots = page.paint(
    'dim',
    '.'.repeat(
      Math.max(
        3,
        Math.min(headingWidth, page.width < narrow ? page.width / 2 : headingWidth) - heading.length,
      ),
    ),
  );
  const missing = section.planned.length - points.length;
  const tally = [
    ...(points.length === 0
      ? []
      : [printCounts(counts, (outcome, text) => page.paint(outcomeStyle(outcome), text))]),
    ...(missing === 0 ? [] : [page.paint('magenta', `${missing} not run`)]),
  ].join(', ');
  const shown = points.filter((point) => shownAt[level].includes(point.outcome));
  return [
    `${heading}${dots} ${tally}`,
    ...shown.flatMap((point) => ['', ...detail(point, page)]),
    ...(shown.length > 0 ? [''] : []),
  ];
}

/** Info in two lines, everything else in full. */
function detail(point: PointRecord, page: Page): string[] {
  if (point.outcome !== 'info') return pointLines(point, page, '    ');
  return [
    `    ${page.paint('cyan', 'INFO')} ${printable(pointLabel(point))}`,
    ...labelled('Observed:', point.observed, page, '      '),
  ];
}

/** Why points were skipped, the most frequent reason first. */
export function skipLines(points: readonly PointRecord[], page: Page): string[] {
  const skipped = points.filter((point) => point.outcome === 'skip');
  if (skipped.length === 0) return [];
  const reasons = [...groupBy(skipped, (point) => point.reason)].sort((a, b) => b[1].length - a[1].length);
  return [
    page.paint('bold', `Skipped ${skipped.length}`),
    ...reasons.flatMap(([reason, group]) =>
      wrap(printable(reason || 'no reason given'), page.width - 8).map((line, i) =>
        i === 0 ? `${String(group.length).padStart(6)}  ${line}` : `        ${line}`,
      ),
    ),
    '',
  ];
}

/** The failures once more, short. */
export function failureLines(points: readonly PointRecord[], level: Level, page: Page): string[] {
  const outcomes = shownAt[level === 'info' ? 'warn' : level];
  const found = outcomes.flatMap((outcome) => points.filter((point) => point.outcome === outcome));
  if (found.length === 0) return [];
  const lines = [page.paint('bold', level === 'fail' ? 'Failures' : 'Failures and warnings'), ''];
  found.forEach((point, i) => {
    const style = outcomeStyle(point.outcome);
    const head = `${String(i + 1).padStart(3)}. `;
    const what = point.findings[0];
    lines.push(`${head}${page.paint(style, point.outcome.toUpperCase())} ${printable(pointLabel(point))}`);
    const text = point.requirement?.text ?? point.reason;
    lines.push(...wrap(printable(text), page.width - 7).map((line) => `       ${line}`));
    if (what) {
      lines.push(...labelled('Expected:', what.expected.join(' | ') || 'nothing', page, '       '));
      lines.push(...labelled('Actual:', what.actual, page, '       '));
    } else if (point.reason !== '' && text !== point.reason)
      lines.push(...labelled('Reason:', point.reason, page, '       '));
    if (point.replay !== '') lines.push(`       ${'Replay:'.padEnd(12)}${printable(point.replay)}`);
    lines.push('');
  });
  return lines;
}

/** The last lines: what is missing, what it means, the counts. */
export function totalLines(run: RunRecord, page: Page): string[] {
  const summary = summarize(run);
  const because = incompleteBecause(run);
  const took = run.durationMs === null ? '' : ` in ${(run.durationMs / 1000).toFixed(1)} s`;
  const tally = printCounts(summary.counts, (outcome, text) => page.paint(outcomeStyle(outcome), text));
  const all = because === null ? `${summary.total} points` : `${summary.total} of ${summary.planned} points`;
  return [
    ...(because === null ? [] : [page.paint('magenta', `INCOMPLETE: ${printable(because)}`)]),
    ...(summary.total > 0 && !summary.judged && summary.counts.error === 0
      ? ['Nothing was judged: every case was skipped.']
      : []),
    `${page.paint('bold', all)}: ${tally}${took}`,
  ];
}
