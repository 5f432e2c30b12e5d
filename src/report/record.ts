import { z } from 'zod';

/**
 * What reports hold: the shape of the JSON report (docs/reports.md), and what every other format is printed
 * from, whether it comes from a run or from a TAP file read back. All text of a peer in it is escaped.
 */
export const schemaVersion = 1;

export const outcomes = ['pass', 'fail', 'warn', 'info', 'skip', 'flaky', 'known', 'fixed', 'error'] as const;

const findingSchema = z.strictObject({
  /** All that would have been right. */
  expected: z.array(z.string()),
  actual: z.string(),
  /** `suites/rfc1939/7-apop.transcript:12:5` */
  at: z.string(),
  /** Class of the deviation, as a baseline names it. */
  shape: z.string(),
  evidence: z.enum(['positive', 'absence']),
  /** The value of `each:`, or null. */
  value: z.string().nullable(),
});

const requirementSchema = z.strictObject({
  text: z.string(),
  verdict: z.enum(['fail', 'warn', 'info', 'none']),
  level: z.enum(['MUST', 'SHOULD', 'MAY', 'implied', 'policy']),
  /** `RFC 1939 section 7, p16 L832` */
  source: z.string(),
});

export const pointSchema = z.strictObject({
  /** Position in the plan, from 1. */
  number: z.int().min(1),
  case: z.string(),
  rule: z.string(),
  /** Clients only. */
  mode: z.string().nullable(),
  /** `RFC 1939 section 7: APOP` */
  title: z.string(),
  outcome: z.enum(outcomes),
  reason: z.string(),
  /** null: a pass that was read back from TAP, which does not keep it. */
  requirement: requirementSchema.nullable(),
  findings: z.array(findingSchema),
  observed: z.string(),
  /** '' or `1 of 2`. */
  reproduced: z.string(),
  /** One event a line: `0.012 S1 +OK ready\r\n`; none for a pass. */
  wire: z.array(z.string()),
  /** The command that runs this case again. */
  replay: z.string(),
  /** null: a pass that was read back from TAP. */
  durationMs: z.number().nullable(),
});

export const runSchema = z.strictObject({
  /** Version of mailspec that ran it. */
  mailspec: z.string(),
  target: z.strictObject({
    name: z.string(),
    address: z.string(),
    facts: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    replayArguments: z.string(),
  }),
  seed: z.string(),
  /** How many points there should be; fewer are there when the run did not come to its end. */
  planned: z.int().min(0),
  complete: z.boolean(),
  bailOut: z.string().nullable(),
  durationMs: z.number().nullable(),
  notes: z.array(z.string()),
  /** In the order of the plan. */
  points: z.array(pointSchema),
});

export const reportSchema = z.strictObject({
  schema: z.literal(schemaVersion),
  runs: z.array(runSchema),
});

export type FindingRecord = z.infer<typeof findingSchema>;
export type RequirementRecord = z.infer<typeof requirementSchema>;
export type PointRecord = z.infer<typeof pointSchema>;
export type RunRecord = z.infer<typeof runSchema>;
export type ReportRecord = z.infer<typeof reportSchema>;
