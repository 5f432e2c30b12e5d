/** Middle value, and what it lies between. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? NaN;
  const half = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? at(Math.floor(half)) : (at(half - 1) + at(half)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/** The ratio of each pair: what slows the machine for a while slows both of a pair. */
export function pairRatios(ours: readonly number[], theirs: readonly number[]): Spread {
  return spread(ours.map((value, pair) => value / (theirs[pair] ?? NaN)));
}
