import type { Expression } from '../model/expression.js';
import { escape } from '../model/escape.js';
import type { Location } from '../model/location.js';
import type { Template } from '../model/template.js';
import { indicator } from '../pop3/reply.js';
import { Environment } from '../transcript/environment.js';
import { evaluate, holds, type EvaluationContext } from '../transcript/evaluate.js';
import { functions } from '../transcript/functions.js';
import { matchLine } from '../transcript/match-line.js';
import { Random } from '../transcript/random.js';
import { speak, type Speech } from '../transcript/speak.js';
import { UnboundName, type Value } from '../transcript/value.js';
import type { Cast } from './context.js';
import type { Expectation } from './expectation.js';
import type { LineMatcher } from './pop3-fit.js';
import { rulesOfItems, type Item } from './program.js';

/** One value of `each:`; null for cases without it. */
export interface EachValue {
  readonly name: string;
  readonly value: number | Buffer;
}

/** Names that reports do not show the values of. */
const untold: ReadonlySet<string> = new Set(['user', 'secret', 'other', 'other-secret']);

/** The names of one play and what they are bound to. */
export class Scope {
  environment: Environment;
  private readonly script: EvaluationContext;
  /** Names that would have been bound by a line that never came. */
  private readonly lost = new Set<string>();

  constructor(cast: Cast, value: EachValue | null, seed: string) {
    this.script = { functions, messages: cast.messages, random: Random.from(seed) };
    this.environment = Environment.of([
      ['user', cast.account.user],
      ['secret', cast.account.secret],
      ...(cast.other === null ? [] : [['other', cast.other.user] as const, ['other-secret', cast.other.secret] as const]),
      ...(value === null ? [] : [[value.name, value.value] as const]),
    ]); // prettier-ignore
  }

  /** A name that a line before it in the group was to bind, and did not, is in no line. */
  readonly match: LineMatcher = (expectation, line, environment) => {
    if (isBareStatus(expectation)) {
      return indicator(line.octets) === expectation.form.indicator ? environment : null;
    }
    try {
      return matchLine(expectation.step.template, line.octets, environment, this.script);
    } catch (error) {
      if (error instanceof UnboundName) return null;
      throw error;
    }
  };

  /** What a `C` line says; null where a line that was to give part of it never came. */
  speak(template: Template): Speech | null {
    try {
      const spoken = speak(template, this.environment, this.script);
      if (spoken.kind === 'spoken') this.environment = spoken.environment;
      return spoken;
    } catch (error) {
      if (error instanceof UnboundName && this.lost.has(error.unbound)) return null;
      throw error;
    }
  }

  /** null: cannot be judged, since a line that was to bind a name never came. */
  holds(expression: Expression, at: Location): boolean | null {
    try {
      return holds(evaluate(expression, this.environment, this.script, at), at);
    } catch (error) {
      if (error instanceof UnboundName && this.lost.has(error.unbound)) return null;
      throw error;
    }
  }

  /** What the template was to bind will not be bound any more. */
  lose(template: Template): void {
    for (const piece of template) {
      if (piece.kind === 'hole' && piece.name !== null && !this.environment.has(piece.name))
        this.lost.add(piece.name);
    }
  }

  /** The values of the names in the text of a check, for people. */
  show(text: string): string {
    const names = [...new Set(text.match(/[A-Za-z][A-Za-z0-9-]*/g) ?? [])];
    const shown = names.flatMap((name) => {
      const value = this.environment.get(name);
      return value === undefined || untold.has(name) ? [] : [`${name} = ${showValue(value)}`];
    });
    return shown.length === 0 ? 'it does not hold' : shown.join(', ');
  }
}

/** Every template of the lines in an item that is passed over, and every rule. */
export function passedOver(item: Item): { templates: Template[]; rules: string[] } {
  const templates: Template[] = [];
  const visit = (each: Item): void => {
    if (each.kind === 'either') each.branches.forEach((branch) => branch.forEach(visit));
    else if (each.node.kind === 'line') templates.push(each.node.template);
  };
  visit(item);
  return { templates, rules: rulesOfItems([item]) };
}

/** Escaped, and short. */
export function showValue(value: Value): string {
  if (Buffer.isBuffer(value)) return `"${escape(value, 200)}"`;
  if (!Array.isArray(value)) return String(value);
  const lines = value.map((line: Buffer) => escape(line)).join(' | ');
  return `${String(value.length)} lines "${lines.slice(0, 300)}"`;
}

/** `S: +OK` alone: the indicator decides and the text is free. */
function isBareStatus(expectation: Expectation): expectation is Expectation & { form: { kind: 'status' } } {
  const [first, ...others] = expectation.step.template;
  return (
    expectation.form.kind === 'status' &&
    others.length === 0 &&
    first?.kind === 'text' &&
    first.bytes.toString('latin1') === expectation.form.indicator
  );
}
