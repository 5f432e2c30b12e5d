import { MailspecError } from '../model/errors.js';
import type { PlannedPoint } from '../model/result.js';
import type { Requirement } from '../model/requirement.js';
import { grammarRules } from '../pop3/grammar.js';
import type { Catalogue } from '../suite/requirements.js';
import { rulesOf } from './program.js';
import type { Playable } from './run-case.js';

export type Level = 'fail' | 'warn' | 'info';

export interface Plan {
  readonly playables: readonly Playable[];
  readonly points: readonly PlannedPoint[];
  numberOf(caseId: string, rule: string): number | null;
  readonly requirements: Catalogue;
}

const levels: readonly Level[] = ['fail', 'warn', 'info'];

/** Every test point of a run, numbered from 1, before anything is played. */
export function makePlan(playables: readonly Playable[], requirements: Catalogue, level: Level): Plan {
  const points: PlannedPoint[] = [];
  const add = (caseId: string, rule: string, title: string): void => {
    const requirement = requirementOf(requirements, rule, caseId);
    const wanted =
      levels.indexOf(requirement.verdict === 'none' ? 'info' : requirement.verdict) <= levels.indexOf(level);
    if (wanted) points.push({ number: points.length + 1, caseId, rule, mode: null, title, requirement });
  };
  for (const { script } of playables)
    for (const rule of rulesOf(script.steps)) add(script.id, rule, script.title);
  for (const { row } of grammarRules) add('wire/pop3', row, 'Grammar of every line: POP3');
  const numbers = new Map(points.map(({ caseId, rule, number }) => [`${caseId} ${rule}`, number]));
  const planned = playables.filter(({ script }) =>
    rulesOf(script.steps).some((rule) => numbers.has(`${script.id} ${rule}`)),
  );
  return {
    playables: planned,
    points,
    requirements,
    numberOf: (caseId, rule) => numbers.get(`${caseId} ${rule}`) ?? null,
  };
}

export function requirementOf(requirements: Catalogue, rule: string, caseId: string): Requirement {
  const requirement = requirements.get(rule);
  if (requirement !== undefined) return requirement;
  throw new MailspecError('E_SUITE', `${caseId} cites ${rule}, which is no row of suites/requirements.tsv`);
}
