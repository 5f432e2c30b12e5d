import type { Location } from '../model/location.js';
import type { Template } from '../model/template.js';
import type { Environment } from './environment.js';
import { evaluate, namesIn, type EvaluationContext } from './evaluate.js';
import { partsOf, type Part } from './gaps.js';
import { holeType } from './types.js';
import type { HoleType } from './types-hole.js';
import { octetsOf, ScriptError, Unfit } from './value.js';

/** Enough for every line of a peer against every sane template; more is an error of the case. */
const MOST_STEPS = 1_000_000;
/** What checking so many octets of a candidate counts as one more step. */
const OCTETS_PER_STEP = 64;
const BLANK = 0x20;

type Hole = Extract<Part, { kind: 'hole' }>;

/** Offsets at which a part, and what follows it, cannot begin. */
interface Failures {
  /** 1 for each offset that was tried. */
  readonly single: Uint8Array;
  /** From `from` up to, not including, `to`: none of them, so that a search can pass over it. */
  from: number;
  to: number;
}

/**
 * Fits the whole line to the template: `...` takes as little as it can, a hole as much, and both give
 * way until the rest fits. The bindings of that fit come back, or null where none fits. A hole whose
 * name is bound compares; a value that a hole is to speak is not looked at by who checks.
 *
 * Bounded: ends that failed are not tried again, and where names bound in this very line are read
 * later in it, so that they must be, more than a million steps are a ScriptError.
 */
export function matchLine(
  template: Template,
  line: Buffer,
  environment: Environment,
  context: EvaluationContext,
): Environment | null {
  return new Matcher(partsOf(template), line, environment, context).match(0, 0, environment);
}

class Matcher {
  private readonly parts: readonly Part[];
  private readonly line: Buffer;
  private readonly context: EvaluationContext;
  /** For each part: whether a name this line binds before it is read by it or behind it. */
  private readonly reading: readonly boolean[];
  /** For each part that is not `reading`: single offsets known to fail, and one stretch of them. */
  private readonly failed: Failures[] = [];
  private readonly values = new Map<Part, Buffer | Unfit>();
  private readonly runs = new Map<HoleType, Uint32Array>();
  private steps = 0;

  constructor(parts: readonly Part[], line: Buffer, environment: Environment, context: EvaluationContext) {
    this.parts = parts;
    this.line = line;
    this.context = context;
    this.reading = readsOwnNames(parts, environment);
  }

  /** Fits the parts from `index` on to the line from `offset` on. */
  match(index: number, offset: number, environment: Environment): Environment | null {
    const part = this.parts[index];
    if (part === undefined) return offset === this.line.length ? environment : null;
    if (this.knownToFail(index, offset)) return null;
    const found = this.matchPart(part, index, offset, environment);
    if (found === null) this.remember(index, offset, offset + 1);
    return found;
  }

  private matchPart(part: Part, index: number, offset: number, environment: Environment): Environment | null {
    switch (part.kind) {
      case 'text':
        return this.matchOctets(part.bytes, index, offset, environment);
      case 'value': {
        const octets = this.valueOf(part, index, environment);
        return octets instanceof Unfit ? null : this.matchOctets(octets, index, offset, environment);
      }
      case 'any':
        return this.matchGap(index, offset, environment, () => true);
      case 'between':
        if (this.line[offset] !== BLANK) return null;
        return this.matchGap(index, offset + 1, environment, (end) => this.line[end - 1] === BLANK);
      case 'ending':
        return offset === this.line.length || this.line[offset] === BLANK ? environment : null;
      case 'hole':
        return this.matchHole(part, index, offset, environment);
    }
  }

  private matchOctets(
    octets: Buffer,
    index: number,
    offset: number,
    environment: Environment,
  ): Environment | null {
    const end = offset + octets.length;
    return this.line.subarray(offset, end).equals(octets) ? this.match(index + 1, end, environment) : null;
  }

  /** Least first. Which ends `mayEnd` lets through must not depend on where the gap starts. */
  private matchGap(
    index: number,
    start: number,
    environment: Environment,
    mayEnd: (end: number) => boolean,
  ): Environment | null {
    for (let end = this.nextStart(index + 1, start); end >= 0; end = this.nextStart(index + 1, end + 1)) {
      if (!mayEnd(end)) continue;
      this.count(1, index);
      const found = this.match(index + 1, end, environment);
      if (found !== null) return found;
    }
    this.remember(index + 1, start, this.line.length + 1);
    return null;
  }

  /** Most first. */
  private matchHole(hole: Hole, index: number, offset: number, environment: Environment): Environment | null {
    const bound = hole.name === null ? undefined : environment.get(hole.name);
    if (bound !== undefined) return this.matchOctets(octetsOf(bound, hole.at), index, offset, environment);
    const type = holeType(hole.type);
    if (type === undefined) throw new ScriptError(`no type "${hole.type}"`, hole.at);
    const longest = Math.min(this.reach(type, offset, index), offset + type.max);
    const shortest = offset + type.min;
    let end = this.lastStart(index + 1, longest, shortest);
    while (end >= shortest) {
      this.count(1, index);
      const found = this.tryHole(hole, type, index, offset, end, environment);
      if (found !== null) return found;
      end = this.lastStart(index + 1, end - 1, shortest);
    }
    // A type with a check of its own tried only the ends that fit this very start.
    if (type.whole === null && shortest <= longest) this.remember(index + 1, shortest, longest + 1);
    return null;
  }

  private reach(type: HoleType, offset: number, index: number): number {
    if (type.uniform) return this.runEnds(type)[offset] ?? offset;
    const end = type.reach(this.line, offset);
    this.count((end - offset) / OCTETS_PER_STEP, index);
    return end;
  }

  /** Inside one run every start of a uniform type reaches the same end: one pass finds all. */
  private runEnds(type: HoleType): Uint32Array {
    const known = this.runs.get(type);
    if (known !== undefined) return known;
    const ends = Uint32Array.from({ length: this.line.length + 1 }, (_, offset) => offset);
    for (let offset = 0; offset < this.line.length; offset++) {
      const end = type.reach(this.line, offset);
      ends.fill(end, offset, end);
      offset = Math.max(offset, end);
    }
    this.runs.set(type, ends);
    return ends;
  }

  private tryHole(
    hole: Hole,
    type: HoleType,
    index: number,
    offset: number,
    end: number,
    environment: Environment,
  ): Environment | null {
    if (this.knownToFail(index + 1, end)) return null;
    const octets = this.line.subarray(offset, end);
    if (type.whole !== null) {
      this.count(octets.length / OCTETS_PER_STEP, index);
      if (!type.whole(octets)) return null;
    }
    const inner = hole.name === null ? environment : environment.with(hole.name, octets);
    return this.match(index + 1, end, inner);
  }

  /** The first offset from `from` on at which part `index` could begin; -1: none. */
  private nextStart(index: number, from: number): number {
    const failures = this.failed[index];
    const start = failures !== undefined && from >= failures.from && from < failures.to ? failures.to : from;
    if (start > this.line.length) return -1;
    const part = this.parts[index];
    if (part === undefined) return this.line.length;
    return part.kind === 'text' ? this.line.indexOf(part.bytes, start) : start;
  }

  /** The last offset from `from` down to `floor` at which part `index` could begin; -1: none. */
  private lastStart(index: number, from: number, floor: number): number {
    const failures = this.failed[index];
    const start =
      failures !== undefined && from >= failures.from && from < failures.to ? failures.from - 1 : from;
    if (start < floor) return -1;
    const part = this.parts[index];
    if (part === undefined) return start === this.line.length ? start : -1;
    if (part.kind !== 'text') return start;
    // Only this stretch: a search down to the line's begin, for each start, would be quadratic.
    const found = this.line.subarray(floor, start + part.bytes.length).lastIndexOf(part.bytes);
    return found < 0 ? -1 : floor + found;
  }

  private knownToFail(index: number, offset: number): boolean {
    const failures = this.failed[index];
    if (failures === undefined) return false;
    return (offset >= failures.from && offset < failures.to) || failures.single[offset] === 1;
  }

  private remember(index: number, from: number, to: number): void {
    if (this.reading[index] === true) return;
    const failures = (this.failed[index] ??= {
      single: new Uint8Array(this.line.length + 2),
      from: 0,
      to: 0,
    });
    if (to - from === 1) failures.single[from] = 1;
    if (from <= failures.to && to >= failures.from) {
      failures.from = Math.min(failures.from, from);
      failures.to = Math.max(failures.to, to);
    } else if (to - from > failures.to - failures.from) {
      failures.from = from;
      failures.to = to;
    }
  }

  private valueOf(
    part: Extract<Part, { kind: 'value' }>,
    index: number,
    environment: Environment,
  ): Buffer | Unfit {
    const known = this.values.get(part);
    if (known !== undefined) return known;
    const value = evaluate(part.expression, environment, this.context, part.at);
    const octets = value instanceof Unfit ? value : octetsOf(value, part.at);
    if (this.reading[index] !== true) this.values.set(part, octets);
    return octets;
  }

  private count(steps: number, index: number): void {
    this.steps += steps;
    if (this.steps <= MOST_STEPS) return;
    const message = `there are too many ways to fit this to a line of ${this.line.length} octets`;
    throw new ScriptError(message, this.placeOf(index));
  }

  private placeOf(index: number): Location {
    const placed = [...this.parts.slice(index), ...this.parts].find((part) => 'at' in part);
    return placed !== undefined && 'at' in placed ? placed.at : { file: '(template)', line: 1, column: 1 };
  }
}

/** For each place in the line: whether a name bound before it, in this line, is read from there on. */
function readsOwnNames(parts: readonly Part[], environment: Environment): boolean[] {
  const read = parts.map(namesReadBy);
  const bound = new Set<string>();
  return parts.map((part, i) => {
    const reading = read.slice(i).some((names) => names.some((name) => bound.has(name)));
    if (part.kind === 'hole' && part.name !== null && !environment.has(part.name)) bound.add(part.name);
    return reading;
  });
}

function namesReadBy(part: Part): readonly string[] {
  if (part.kind === 'value') return [...namesIn(part.expression)];
  return part.kind === 'hole' && part.name !== null ? [part.name] : [];
}
