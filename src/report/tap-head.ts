import type { TargetSummary } from '../model/result.js';
import { printable } from './printable.js';
import { comment } from './tap-text.js';

/** Version, plan, and who was tested by what, as comments. */
export function printHead(planned: number, version: string, runs: readonly Head[]): string {
  return `TAP version 14\n1..${planned}\n# mailspec ${printable(version)}\n${runs.map(printTarget).join('')}`;
}

interface Head {
  readonly target: TargetSummary;
  readonly seed: string;
}

function printTarget({ target, seed }: Head): string {
  return [
    comment('target', target.name),
    comment('address', target.address),
    comment('seed', seed),
    comment('arguments', target.replayArguments),
    ...target.facts.map((fact) => comment('fact', `${fact.name.replaceAll('=', '-')} = ${fact.value}`)),
  ].join('');
}

/** Before the first point of each section. */
export function printTitle(title: string): string {
  return comment('section', title);
}

/** A line that says something about the run. */
export function printNote(text: string): string {
  return comment('note', text);
}
