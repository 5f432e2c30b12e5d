import type { BinaryOperator, Expression } from '../model/expression.js';
import type { Location } from '../model/location.js';
import type { Environment } from './environment.js';
import { Arguments, type ScriptFunction } from './functions-call.js';
import type { Random } from './random.js';
import { matchesType, typeNames } from './types.js';
import { numberOf, octetsOf, sameValue, ScriptError, UnboundName, Unfit, type Evaluated } from './value.js';

/** What expressions need beside names. */
export interface EvaluationContext {
  readonly functions: ReadonlyMap<string, ScriptFunction>;
  /** The messages of `mail:`, octets as RETR sends them. */
  readonly messages: readonly Buffer[];
  /** Only speaking draws from it. */
  readonly random: Random;
}

/**
 * The value of an expression. A part that does not suit a peer's octets makes the whole `Unfit`, but
 * for `or`, where the other side may still be true, and `and`, where it may be false.
 * @param at where the expression stands, for errors of parts that have no place of their own.
 * @throws ScriptError for a mistake of the case, UnboundName for a name nothing is bound to.
 */
export function evaluate(
  expression: Expression,
  environment: Environment,
  context: EvaluationContext,
  at: Location = placeOf(expression),
): Evaluated {
  const inner = (part: Expression): Evaluated => evaluate(part, environment, context, at);
  switch (expression.kind) {
    case 'number':
    case 'string':
      return expression.value;
    case 'name': {
      const value = environment.get(expression.name);
      if (value === undefined) throw new UnboundName(expression.name, expression.at);
      return value;
    }
    case 'call':
      return call(expression, expression.args.map(inner), context);
    case 'not': {
      const operand = truth(inner(expression.operand), at);
      return operand instanceof Unfit ? operand : !operand;
    }
    case 'is': {
      if (!typeNames.has(expression.type))
        throw new ScriptError(`no type "${expression.type}"`, expression.at);
      const operand = inner(expression.operand);
      return operand instanceof Unfit
        ? operand
        : matchesType(expression.type, octetsOf(operand, expression.at));
    }
    case 'binary':
      if (expression.op === 'and' || expression.op === 'or')
        return logic(expression.op, inner(expression.left), () => inner(expression.right), at);
      return binary(expression.op, inner(expression.left), inner(expression.right), at);
  }
}

/** Whether a check holds. What is `Unfit` does not. */
export function holds(value: Evaluated, at: Location): boolean {
  const result = truth(value, at);
  return result instanceof Unfit ? false : result;
}

function call(
  expression: Extract<Expression, { kind: 'call' }>,
  args: readonly Evaluated[],
  context: EvaluationContext,
): Evaluated {
  const { name, at } = expression;
  const known = context.functions.get(name);
  if (known === undefined) throw new ScriptError(`no function "${name}"`, at);
  if (args.length < known.min || args.length > known.max)
    throw new ScriptError(`${name}() does not take ${args.length} arguments`, at);
  const values = [];
  for (const value of args) {
    if (value instanceof Unfit) return value;
    values.push(value);
  }
  return known.call(new Arguments(values, at, context.messages));
}

function truth(value: Evaluated, at: Location): boolean | Unfit {
  if (typeof value === 'boolean' || value instanceof Unfit) return value;
  throw new ScriptError('this is neither true nor false', at);
}

function logic(op: 'and' | 'or', left: Evaluated, right: () => Evaluated, at: Location): boolean | Unfit {
  const decides = op === 'or';
  const first = truth(left, at);
  if (first === decides) return decides;
  const second = truth(right(), at);
  return second === decides || !(first instanceof Unfit) ? second : first;
}

function binary(
  op: Exclude<BinaryOperator, 'and' | 'or'>,
  left: Evaluated,
  right: Evaluated,
  at: Location,
): Evaluated {
  if (left instanceof Unfit) return left;
  if (right instanceof Unfit) return right;
  if (op === '==') return sameValue(left, right, at);
  if (op === '!=') return !sameValue(left, right, at);
  const [a, b] = [numberOf(left, at), numberOf(right, at)];
  if (a instanceof Unfit) return a;
  if (b instanceof Unfit) return b;
  return counted(op, a, b);
}

function counted(op: Exclude<BinaryOperator, 'and' | 'or' | '==' | '!='>, a: number, b: number): Evaluated {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? new Unfit('division by 0') : Math.trunc(a / b);
    case '%':
      return b === 0 ? new Unfit('division by 0') : a % b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** Every name the expression reads. */
export function namesIn(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  walk(expression, (part) => {
    if (part.kind === 'name') names.add(part.name);
  });
  return names;
}

function placeOf(expression: Expression): Location {
  let place: Location | undefined;
  walk(expression, (part) => {
    if (place === undefined && 'at' in part) place = part.at;
  });
  return place ?? { file: '(expression)', line: 1, column: 1 };
}

function walk(expression: Expression, visit: (part: Expression) => void): void {
  visit(expression);
  if (expression.kind === 'call') for (const arg of expression.args) walk(arg, visit);
  if (expression.kind === 'not' || expression.kind === 'is') walk(expression.operand, visit);
  if (expression.kind === 'binary') {
    walk(expression.left, visit);
    walk(expression.right, visit);
  }
}
