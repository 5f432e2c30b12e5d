/** One challenge and when it was read, in milliseconds of a clock that only goes forward. */
export interface ChallengeSample {
  readonly text: string;
  readonly ms: number;
}

/** Clocks that a number may follow, in steps per millisecond: s, ms, us, 100 ns, ns. */
const clockRates = [0.001, 1, 1e3, 1e4, 1e6];

/**
 * How many bits of a challenge somebody who has seen the earlier ones has to guess, estimated in favour of the
 * server: the text is split into parts, and a part counts with what is left of it when the best of some simple
 * models (it stays, it counts, it follows a clock) is taken off. Few samples suffice, since a part that is
 * random over n bits leaves n bits under each model. A part that is no number counts with every character
 * that changes. A hash over a counter looks random, and is.
 */
export function unpredictableBits(samples: readonly ChallengeSample[]): number {
  const rows = samples.map(({ text }) => text.split(/[^A-Za-z0-9+/=]+/));
  const width = rows[0]?.length ?? 0;
  const aligned = rows.every((row) => row.length === width);
  // Separators within random text: nothing can be said of its parts, so all of it counts.
  if (!aligned) return characterBits(samples.map(({ text }) => text));
  const times = samples.map(({ ms }) => ms);
  let bits = 0;
  for (let part = 0; part < width; part++) {
    bits += partBits(
      rows.map((row) => row[part] ?? ''),
      times,
    );
  }
  return bits;
}

function partBits(values: readonly string[], times: readonly number[]): number {
  if (new Set(values).size <= 1) return 0;
  if (values.every((value) => /^[0-9]+$/.test(value))) return numberBits(values.map(BigInt), times);
  if (values.every((value) => /^[0-9A-Fa-f]+$/.test(value))) {
    return numberBits(
      values.map((value) => BigInt(`0x${value}`)),
      times,
    );
  }
  return characterBits(values);
}

function numberBits(values: readonly bigint[], times: readonly number[]): number {
  const first = values[0] ?? 0n;
  const begin = times[0] ?? 0;
  const moved = values.map((value) => Number(value - first));
  const steps = values.slice(1).map((value, index) => Number(value - (values[index] ?? 0n)));
  const distinct = new Set(values).size;
  const left = [
    spread(moved),
    spread(steps),
    ...clockRates.map((rate) => spread(moved.map((value, i) => value - rate * ((times[i] ?? 0) - begin)))),
    // Few values that take turns, such as the processes of a pool.
    ...(distinct * 8 <= values.length ? [distinct - 1] : []),
  ];
  return Math.log2(Math.min(...left) + 1);
}

/** From the first to the last tenth, so that a pause of the machine does not pass for randomness. */
function spread(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 10);
  return Math.abs((sorted[sorted.length - 1 - cut] ?? 0) - (sorted[cut] ?? 0));
}

function characterBits(values: readonly string[]): number {
  const length = Math.max(...values.map((value) => value.length));
  let bits = 0;
  for (let at = 0; at < length; at++) bits += Math.log2(new Set(values.map((value) => value[at] ?? '')).size);
  return bits;
}
