import { Random } from '../transcript/random.js';

/** How many values of a long `each:` are played where refusals are slow. */
const sampleSize = 8;

/** The first, the last and six seeded values between them, in order (design: "8 of 32"). */
export function sample<T>(values: readonly T[], seed: string): T[] {
  if (values.length <= sampleSize) return [...values];
  const random = Random.from(seed);
  const chosen = new Set([0, values.length - 1]);
  while (chosen.size < sampleSize) chosen.add(random.integer(0, values.length - 1));
  return values.filter((_, index) => chosen.has(index));
}
