/** A known deviation of a real program: same case, same rule, same shape. Never its text. */
export interface BaselineEntry {
  readonly case: string;
  readonly rule: string;
  /** Deviation.shape of model/result.ts. */
  readonly shape: string;
  readonly reason: string;
  /** Versions it holds for, e.g. `2.3.*`; undefined: all. */
  readonly versions?: string | undefined;
  /** Where the program's maintainers know of it. */
  readonly link?: string | undefined;
}
