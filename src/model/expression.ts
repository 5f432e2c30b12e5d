import type { Location } from './location.js';

/** What stands in `${...}`, `assert` and `require`: docs/transcripts.md, "Expressions". */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: Buffer }
  | { readonly kind: 'name'; readonly name: string; readonly at: Location }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly at: Location;
    }
  | {
      readonly kind: 'binary';
      readonly op: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'not'; readonly operand: Expression }
  /** `decode(x) is msg-id`: the octets of the operand are wholly of that type. */
  | { readonly kind: 'is'; readonly operand: Expression; readonly type: string; readonly at: Location };

export type BinaryOperator =
  | '+' | '-' | '*' | '/' | '%'
  | '==' | '!=' | '<' | '<=' | '>' | '>='
  | 'and' | 'or'; // prettier-ignore
