import type { Deviation } from '../model/result.js';

/** What one play of a case found out about one of its rules. */
export class PointState {
  readonly deviations: Deviation[] = [];
  readonly observed: string[] = [];
  /** Something under the rule was really compared. */
  judged = false;
  /** Why it was not, if it was not. */
  skipped = '';

  constructor(readonly rule: string) {}
}

/** The points of one play, in the order of the case. */
export class PointStates {
  private readonly states: ReadonlyMap<string, PointState>;

  constructor(rules: readonly string[]) {
    this.states = new Map(rules.map((rule) => [rule, new PointState(rule)]));
  }

  of(rule: string): PointState {
    const state = this.states.get(rule);
    if (state === undefined) throw new Error(`rule ${rule} is not one of this case`);
    return state;
  }

  all(): PointState[] {
    return [...this.states.values()];
  }

  /** Says why rules were not judged; the first reason stays. */
  skip(rules: readonly string[], reason: string): void {
    for (const rule of rules) {
      const state = this.of(rule);
      if (state.skipped === '') state.skipped = reason;
    }
  }

  /** Whatever has not been judged yet is skipped for this reason. */
  skipRest(reason: string): void {
    for (const state of this.states.values()) {
      if (!state.judged && state.skipped === '') state.skipped = reason;
    }
  }
}
