import type { Expression } from './expression.js';
import type { Location } from './location.js';

/** One part of a `C` or `S` line. */
export type Piece =
  | { readonly kind: 'text'; readonly bytes: Buffer }
  /** `...`: any text, also none. */
  | { readonly kind: 'any'; readonly at: Location }
  /** `${name:type}`, `${:type}` (name null) or `${name:type = value}`. */
  | {
      readonly kind: 'hole';
      readonly name: string | null;
      readonly type: string;
      readonly value: Expression | null;
      readonly at: Location;
    }
  /** `${expression}`: spoken, or compared with what came. */
  | { readonly kind: 'value'; readonly expression: Expression; readonly at: Location };

/** A line without its line end; of a `C=`/`S=` step exactly the octets, with nothing added. */
export type Template = readonly Piece[];
