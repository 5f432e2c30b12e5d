import { printLocation } from '../model/location.js';
import type { Requirement } from '../model/requirement.js';
import type { Deviation, PlannedPoint, Point } from '../model/result.js';
import { cut } from './printable.js';
import type { FindingRecord, PointRecord, RequirementRecord } from './record.js';
import { wireLines } from './wire-lines.js';

const textLimit = 8192;
const findingsLimit = 100;

/** A point as reports hold it. Secrets must be gone from it already (redact.ts). */
export function toRecord(planned: PlannedPoint, point: Point, replayArguments: string): PointRecord {
  return {
    number: planned.number,
    case: point.caseId,
    rule: point.rule,
    mode: point.mode,
    title: planned.title,
    outcome: point.outcome,
    reason: cut(point.reason, textLimit),
    requirement: requirementRecord(point.requirement),
    findings: point.deviations.slice(0, findingsLimit).map(findingRecord),
    observed: cut(point.observed, textLimit),
    reproduced: point.reproduced,
    // A pass is believed without its exchange; a whole run's would be megabytes (--trace keeps them).
    wire: point.outcome === 'pass' ? [] : wireLines(point.wire),
    replay: replayCommand(point.caseId, replayArguments),
    durationMs: point.durationMs,
  };
}

/** The exact command that runs a case again. */
export function replayCommand(caseId: string, replayArguments: string): string {
  return `mailspec replay ${caseId} ${replayArguments}`.trimEnd();
}

function requirementRecord(row: Requirement): RequirementRecord {
  const place = row.pageLine === '' ? '' : `, ${row.pageLine}`;
  return {
    text: row.paraphrase,
    verdict: row.verdict,
    level: row.level,
    source: `RFC ${row.rfc} section ${row.section}${place}`,
  };
}

function findingRecord(deviation: Deviation): FindingRecord {
  return {
    expected: deviation.expected.map((text) => cut(text, textLimit)),
    actual: cut(deviation.actual, textLimit),
    at: printLocation(deviation.at),
    shape: deviation.shape,
    evidence: deviation.evidence,
    value: deviation.value,
  };
}
