import { MailspecError } from '../model/errors.js';
import type { PlannedPoint, RunEvent } from '../model/result.js';
import type { PointRecord, RunRecord } from './record.js';
import { toRecord } from './to-record.js';

/** Gathers the events of one run into what reports are printed from. */
export class RunCollector {
  private readonly version: string;
  private start: Extract<RunEvent, { kind: 'start' }> | null = null;
  private end: Extract<RunEvent, { kind: 'end' }> | null = null;
  private readonly plan = new Map<number, PlannedPoint>();
  private readonly points = new Map<number, PointRecord>();
  private readonly notes: string[] = [];

  /** @param version of mailspec */
  constructor(version: string) {
    this.version = version;
  }

  /** Returns the record of the point the event brought, or null. */
  on(event: RunEvent): PointRecord | null {
    switch (event.kind) {
      case 'start':
        this.start = event;
        for (const planned of event.plan) this.plan.set(planned.number, planned);
        return null;
      case 'point':
        return this.point(event);
      case 'note':
        this.notes.push(event.text);
        return null;
      case 'end':
        this.end = event;
        return null;
      case 'case-start':
        return null;
    }
  }

  private point(event: Extract<RunEvent, { kind: 'point' }>): PointRecord {
    const planned = this.plan.get(event.number);
    if (!planned) throw new MailspecError('E_INTERNAL', `point ${event.number} is not in the plan`);
    if (this.points.has(event.number))
      throw new MailspecError('E_INTERNAL', `point ${event.number} was reported twice`);
    const record = toRecord(planned, event.point, this.start?.target.replayArguments ?? '');
    this.points.set(event.number, record);
    return record;
  }

  /** What is known so far; incomplete until the run has said that it ended and every point is there. */
  run(): RunRecord {
    const target = this.start?.target ?? { name: '', address: '', facts: [], replayArguments: '' };
    return {
      mailspec: this.version,
      target: { ...target, facts: target.facts.map((fact) => ({ ...fact })) },
      seed: this.start?.seed ?? '',
      planned: this.plan.size,
      complete: this.end?.complete === true && this.points.size === this.plan.size && this.plan.size > 0,
      bailOut: this.end?.bailOut ?? null,
      durationMs: this.end?.durationMs ?? null,
      notes: [...this.notes],
      points: [...this.points.values()].sort((a, b) => a.number - b.number),
    };
  }
}

/** One sentence for a run that did not come to its end; null: it did. */
export function incompleteBecause(run: RunRecord): string | null {
  if (run.complete && run.bailOut === null) return null;
  return `${run.bailOut ?? 'interrupted'} after ${run.points.length} of ${run.planned} points`;
}
