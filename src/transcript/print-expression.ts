import type { BinaryOperator, Expression } from '../model/expression.js';
import { printString } from './print-string.js';

/** How strongly an operator binds; docs/transcripts.md, "Expressions". */
const STRENGTH: Readonly<Record<BinaryOperator | 'not' | 'is' | 'primary', number>> = {
  or: 1,
  and: 2,
  not: 3,
  '==': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  is: 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  primary: 7,
};

/** The expression as it is written, with no parentheses but the needed ones. */
export function printExpression(e: Expression): string {
  switch (e.kind) {
    case 'number':
      return String(e.value);
    case 'string':
      return printString(e.value);
    case 'name':
      return e.name;
    case 'call':
      return `${e.name}(${e.args.map(printExpression).join(', ')})`;
    case 'is':
      return `${inside(e.operand, STRENGTH.is + 1)} is ${e.type}`;
    case 'not':
      if (e.operand.kind !== 'is') return `not ${inside(e.operand, STRENGTH.not)}`;
      return `${inside(e.operand.operand, STRENGTH.is + 1)} is not ${e.operand.type}`;
    case 'binary': {
      const strength = STRENGTH[e.op];
      // Operators of one strength join from the left; comparisons do not join at all.
      const left = inside(e.left, strength === STRENGTH.is ? strength + 1 : strength);
      return `${left} ${e.op} ${inside(e.right, strength + 1)}`;
    }
  }
}

function inside(e: Expression, atLeast: number): string {
  const text = printExpression(e);
  return strengthOf(e) < atLeast ? `(${text})` : text;
}

function strengthOf(e: Expression): number {
  switch (e.kind) {
    case 'binary':
      return STRENGTH[e.op];
    case 'not':
      return e.operand.kind === 'is' ? STRENGTH.is : STRENGTH.not;
    case 'is':
      return STRENGTH.is;
    case 'number':
    case 'string':
    case 'name':
    case 'call':
      return STRENGTH.primary;
  }
}
