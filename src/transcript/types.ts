import type { Random } from './random.js';
import { addressTypes } from './types-address.js';
import type { HoleType } from './types-hole.js';
import { imapTypes } from './types-imap.js';
import { plainTypes } from './types-plain.js';

const types: ReadonlyMap<string, HoleType> = new Map<string, HoleType>(
  Object.entries({ ...plainTypes, ...addressTypes, ...imapTypes }),
);

/** Every type a hole may have: docs/transcripts.md, "Types". */
export const typeNames: ReadonlySet<string> = new Set(types.keys());

/** The type of that name; undefined when there is none, which the parser has made sure of. */
export function holeType(name: string): HoleType | undefined {
  return types.get(name);
}

/** Whether the octets are wholly of that type. False for a type nobody knows. */
export function matchesType(name: string, octets: Buffer): boolean {
  const type = types.get(name);
  if (type === undefined || octets.length < type.min || octets.length > type.max) return false;
  return type.reach(octets, 0) === octets.length && (type.whole === null || type.whole(octets));
}

/** Some octets of that type, the same for the same state of `random`. */
export function generate(name: string, random: Random): Buffer {
  const type = types.get(name);
  if (type === undefined) throw new RangeError(`no type ${name}`);
  return type.generate(random);
}
