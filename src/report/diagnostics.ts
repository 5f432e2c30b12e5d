import { z } from 'zod';
import { outcomes } from './record.js';
import type { FindingRecord, PointRecord } from './record.js';
import { quoted } from './tap-text.js';

const finding = {
  expected: z.array(z.string()),
  actual: z.string(),
  at: z.string(),
  shape: z.string(),
  evidence: z.enum(['positive', 'absence']),
  value: z.string().optional(),
};

const schema = z.strictObject({
  outcome: z.enum(outcomes),
  requirement: z.string(),
  verdict: z.enum(['fail', 'warn', 'info', 'none']),
  level: z.enum(['MUST', 'SHOULD', 'MAY', 'implied', 'policy']),
  rule: z.string(),
  ...z.object(finding).partial().shape,
  also: z.array(z.strictObject(finding)).optional(),
  observed: z.string().optional(),
  reason: z.string().optional(),
  reproduced: z.string().optional(),
  wire: z.array(z.string()).optional(),
  replay: z.string(),
});

/** What the diagnostics of a point hold, under the names of a record. */
export type Diagnostics = Pick<
  PointRecord,
  'outcome' | 'requirement' | 'findings' | 'observed' | 'reason' | 'reproduced' | 'wire' | 'replay'
>;

/** The YAML block of a point, with its fences, indented by two. Empty values are left out. */
export function printDiagnostics(point: PointRecord): string {
  const lines: string[] = ['---'];
  const put = (key: string, value: string) => lines.push(`${key}: ${quoted(value)}`);
  const putList = (key: string, values: readonly string[]) =>
    lines.push(`${key}:`, ...values.map((value) => `  - ${quoted(value)}`));
  put('outcome', point.outcome);
  put('requirement', point.requirement?.text ?? '');
  put('verdict', point.requirement?.verdict ?? 'none');
  put('level', point.requirement?.level ?? 'implied');
  put('rule', point.requirement?.source ?? '');
  const [first, ...others] = point.findings;
  if (first) lines.push(...findingLines(first));
  if (others.length > 0) {
    lines.push('also:');
    for (const other of others)
      lines.push(...findingLines(other).map((line, i) => (i === 0 ? '  - ' : '    ') + line));
  }
  if (point.observed !== '') put('observed', point.observed);
  if (point.reason !== '') put('reason', point.reason);
  if (point.reproduced !== '') put('reproduced', point.reproduced);
  if (point.wire.length > 0) putList('wire', point.wire);
  put('replay', point.replay);
  if (point.durationMs !== null && Number.isFinite(point.durationMs))
    lines.push(`duration_ms: ${point.durationMs.toFixed(3)}`);
  lines.push('...');
  return lines.map((line) => `  ${line}\n`).join('');
}

function findingLines(item: FindingRecord): string[] {
  return [
    item.expected.length === 0 ? 'expected: []' : 'expected:',
    ...item.expected.map((text) => `  - ${quoted(text)}`),
    `actual: ${quoted(item.actual)}`,
    `at: ${quoted(item.at)}`,
    `shape: ${quoted(item.shape)}`,
    `evidence: ${quoted(item.evidence)}`,
    ...(item.value === null ? [] : [`value: ${quoted(item.value)}`]),
  ];
}

/** What a YAML parser made of the block, checked; throws a ZodError. */
export function readDiagnostics(diag: unknown): Diagnostics {
  const found = schema.parse(diag);
  const { expected, actual, at, shape, evidence, value } = found;
  const first =
    expected && actual !== undefined && at !== undefined && shape !== undefined && evidence
      ? [{ expected, actual, at, shape, evidence, value: value ?? null }]
      : [];
  return {
    outcome: found.outcome,
    requirement: {
      text: found.requirement,
      verdict: found.verdict,
      level: found.level,
      source: found.rule,
    },
    findings: [...first, ...(found.also ?? []).map((item) => ({ ...item, value: item.value ?? null }))],
    observed: found.observed ?? '',
    reason: found.reason ?? '',
    reproduced: found.reproduced ?? '',
    wire: found.wire ?? [],
    replay: found.replay,
  };
}
