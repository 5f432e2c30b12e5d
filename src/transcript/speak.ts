import type { Expression } from '../model/expression.js';
import type { Location } from '../model/location.js';
import type { Template } from '../model/template.js';
import type { Environment } from './environment.js';
import { evaluate, type EvaluationContext } from './evaluate.js';
import { partsOf, type Part } from './gaps.js';
import { generate, typeNames } from './types.js';
import { octetsOf, ScriptError, Unfit } from './value.js';

/** Octets from `start` up to, not including, `end`. */
export interface OctetRange {
  readonly start: number;
  readonly end: number;
}

export type Speech =
  | {
      readonly kind: 'spoken';
      /** Nothing added: the line end of a `C:` or `S:` is the protocol's. */
      readonly octets: Buffer;
      readonly environment: Environment;
      /** Where a secret stands, as it is or so that it can be read back; digests of it are not meant. */
      readonly secretRanges: readonly OctetRange[];
    }
  /** A peer's octets do not suit what was to be said with them: nothing can be sent. */
  | { readonly kind: 'unfit'; readonly reason: string; readonly at: Location };

/** Names that are bound to secrets. */
const SECRETS: ReadonlySet<string> = new Set(['secret', 'other-secret']);

/**
 * What the side that speaks says: `...` is nothing (and takes one blank with it), a hole that is not
 * bound gets its value, or one of its type, and is bound.
 */
export function speak(template: Template, environment: Environment, context: EvaluationContext): Speech {
  const octets: Buffer[] = [];
  const secretRanges: OctetRange[] = [];
  let scope = environment;
  let length = 0;
  for (const part of partsOf(template)) {
    const said = sayPart(part, scope, context);
    if (said.octets instanceof Unfit) return { kind: 'unfit', reason: said.octets.reason, at: said.at };
    scope = said.environment;
    octets.push(said.octets);
    if (said.secret) secretRanges.push({ start: length, end: length + said.octets.length });
    length += said.octets.length;
  }
  return { kind: 'spoken', octets: Buffer.concat(octets), environment: scope, secretRanges };
}

interface Said {
  readonly octets: Buffer | Unfit;
  readonly environment: Environment;
  readonly secret: boolean;
  readonly at: Location;
}

const NOWHERE: Location = { file: '(template)', line: 1, column: 1 };

function sayPart(part: Part, environment: Environment, context: EvaluationContext): Said {
  switch (part.kind) {
    case 'text':
      return { octets: part.bytes, environment, secret: false, at: NOWHERE };
    case 'any':
    case 'ending':
      return { octets: Buffer.alloc(0), environment, secret: false, at: NOWHERE };
    case 'between':
      return { octets: Buffer.from(' '), environment, secret: false, at: NOWHERE };
    case 'value':
      return sayValue(part.expression, part.at, environment, context);
    case 'hole':
      return sayHole(part, environment, context);
  }
}

function sayHole(
  hole: Extract<Part, { kind: 'hole' }>,
  environment: Environment,
  context: EvaluationContext,
): Said {
  const { name, at } = hole;
  const bound = name === null ? undefined : environment.get(name);
  if (bound !== undefined)
    return { octets: octetsOf(bound, at), environment, secret: name !== null && SECRETS.has(name), at };
  if (!typeNames.has(hole.type)) throw new ScriptError(`no type "${hole.type}"`, at);
  const said =
    hole.value === null
      ? { octets: generate(hole.type, context.random), environment, secret: false, at }
      : sayValue(hole.value, at, environment, context);
  if (name === null || said.octets instanceof Unfit) return said;
  return { ...said, environment: environment.with(name, said.octets) };
}

function sayValue(
  expression: Expression,
  at: Location,
  environment: Environment,
  context: EvaluationContext,
): Said {
  const value = evaluate(expression, environment, context, at);
  const octets = value instanceof Unfit ? value : octetsOf(value, at);
  return { octets, environment, secret: showsSecret(expression, context), at };
}

/** Whether a secret goes into the expression by another way than through a digest. */
function showsSecret(expression: Expression, context: EvaluationContext): boolean {
  switch (expression.kind) {
    case 'name':
      return SECRETS.has(expression.name);
    case 'call':
      return (
        context.functions.get(expression.name)?.shows !== false &&
        expression.args.some((arg) => showsSecret(arg, context))
      );
    case 'binary':
      return showsSecret(expression.left, context) || showsSecret(expression.right, context);
    case 'number':
    case 'string':
    case 'not':
    case 'is':
      return false;
  }
}
