import { define, type Arguments } from './functions-call.js';
import { linesOf, Unfit, type Evaluated } from './value.js';

/** The tag of a line of CAPA in upper case: tags ignore case (RFC 2449 section 5). */
function tagOf(line: Buffer): string {
  return (line.toString('latin1').split(' ', 1)[0] ?? '').toUpperCase();
}

function lineOf(args: Arguments): Buffer | undefined {
  const tag = tagOf(args.octets(1));
  return linesOf(args.value(0), args.at).find((line) => tagOf(line) === tag);
}

function parameters(args: Arguments): Evaluated {
  const line = lineOf(args);
  if (line === undefined) return new Unfit(`${tagOf(args.octets(1))} is not listed`);
  const blank = line.indexOf(0x20);
  return blank < 0 ? Buffer.alloc(0) : line.subarray(blank + 1);
}

/** Lines of the first list whose tag is not in the second, without those excepted by name. */
function lost(args: Arguments): Evaluated {
  const excepted = args.values.slice(2).map((_, index) => tagOf(args.octets(index + 2)));
  const kept = new Set([...linesOf(args.value(1), args.at).map(tagOf), ...excepted]);
  return linesOf(args.value(0), args.at).filter((line) => !kept.has(tagOf(line)));
}

/** Lists as CAPA gives them. */
export const capaFunctions = {
  /** listed(list, tag) */
  listed: define(2, 2, (args) => lineOf(args) !== undefined),
  /** capability(list, tag): its parameters, as they stand behind the tag and one space */
  capability: define(2, 2, parameters),
  /** lost-tags(before, after, tag, ...): lines whose tag is no longer there; the tags named may go */
  'lost-tags': define(2, Infinity, lost),
};
