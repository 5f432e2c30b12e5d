import type { Location } from '../model/location.js';

const NOWHERE: Location = { file: '', line: 0, column: 0 };

/** A copy of a case, step or expression with every `at` the same, so that two can be compared by content. */
export function stripLocations<T>(value: T): T {
  return strip(value) as T;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value) || value instanceof Map)
    return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, key === 'at' ? NOWHERE : strip(inner)]);
  return Object.fromEntries(entries) as unknown;
}
