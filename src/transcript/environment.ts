import type { Value } from './value.js';

/** What names are bound to. Never changes: `with` gives a new one that shares everything else, in constant time. */
export class Environment {
  private readonly outer: Environment | null;
  private readonly own: ReadonlyMap<string, Value>;

  private constructor(outer: Environment | null, own: ReadonlyMap<string, Value>) {
    this.outer = outer;
    this.own = own;
  }

  static of(bindings: Iterable<readonly [string, Value]> = []): Environment {
    return new Environment(null, new Map(bindings));
  }

  get(name: string): Value | undefined {
    return this.own.get(name) ?? this.outer?.get(name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  with(name: string, value: Value): Environment {
    return new Environment(this, new Map([[name, value]]));
  }

  /** Every bound name once, those bound last first. */
  names(): string[] {
    return [...new Set([...this.own.keys(), ...(this.outer?.names() ?? [])])];
  }
}
