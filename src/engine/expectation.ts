import type { LineStep } from '../model/case.js';
import type { Location } from '../model/location.js';
import { indicator, type Indicator } from '../pop3/reply.js';

/** An `S` line of a script, and the rule that its absence is charged to. */
export interface Expectation {
  readonly step: LineStep;
  readonly rule: string | null;
  readonly form: ExpectationForm;
}

export type ExpectationForm =
  /** A status line or a challenge: `+OK`, `-ERR ...`, `+ ${c:base64}`. */
  | { readonly kind: 'status'; readonly indicator: Exclude<Indicator, null> }
  /** `S: ...`: any number of list lines. */
  | { readonly kind: 'any-lines' }
  /** `S: ${n:lines}`: all list lines, un-stuffed. */
  | { readonly kind: 'capture'; readonly name: string | null; readonly at: Location }
  | { readonly kind: 'list' };

export function expectationForm(step: LineStep): ExpectationForm {
  const [first, ...others] = step.template;
  if (first === undefined) return { kind: 'list' };
  if (others.length === 0 && first.kind === 'any') return { kind: 'any-lines' };
  if (others.length === 0 && first.kind === 'hole' && first.type === 'lines') {
    return { kind: 'capture', name: first.name, at: first.at };
  }
  const sign = first.kind === 'text' ? indicator(first.bytes) : null;
  return sign === null ? { kind: 'list' } : { kind: 'status', indicator: sign };
}
