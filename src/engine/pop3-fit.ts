import { indicator, unstuff } from '../pop3/reply.js';
import type { Environment } from '../transcript/environment.js';
import type { Expectation } from './expectation.js';
import type { ReceivedLine } from './pop3-session.js';

/** How well the lines of a group fit what a script expects of it. */
export interface Fit {
  readonly environment: Environment;
  readonly cost: number;
  /** `S:` steps that no line met; for `wrong` the status line that stood in their place. */
  readonly misses: readonly Miss[];
  /** Lines that no step took. */
  readonly unused: readonly ReceivedLine[];
}

export interface Miss {
  readonly expectation: Expectation;
  /** A status line stood where this was due; null: nothing did. */
  readonly instead: ReceivedLine | null;
  /** The indicator itself is another one, so nothing behind it can be judged. */
  readonly wrongStatus: boolean;
}

/** Matches one line; null: it does not fit. */
export type LineMatcher = (
  expectation: Expectation,
  line: ReceivedLine,
  environment: Environment,
) => Environment | null;

const optionalCost = 0.01;
/** Beyond this many tries the best fit so far is taken: a hostile list must not cost exponential time. */
const tryLimit = 20_000;

/**
 * Fits expectations to lines, both in order, at the least cost: 1 for each `S:` missing and each line left
 * over, 1 for a status line of other content in its place. Depth first with a bound.
 */
export function fitReplies(
  expectations: readonly Expectation[],
  lines: readonly ReceivedLine[],
  environment: Environment,
  match: LineMatcher,
): Fit {
  let best: Fit = { environment, cost: Infinity, misses: [], unused: lines };
  let tries = 0;

  const visit = (
    i: number,
    j: number,
    env: Environment,
    cost: number,
    misses: readonly Miss[],
    unused: readonly ReceivedLine[],
  ): void => {
    if (cost >= best.cost || (tries++ > tryLimit && best.cost < Infinity)) return;
    const expectation = expectations[i];
    const line = lines[j];
    if (expectation === undefined) {
      const left = lines.slice(j).filter((_, index) => !ridesAlong(lines, j, j + index));
      const total = cost + left.length;
      if (total < best.cost) best = { environment: env, cost: total, misses, unused: [...unused, ...left] };
      return;
    }
    const { form, step } = expectation;
    const next = i + 1;

    if (form.kind === 'any-lines' || form.kind === 'capture') {
      const end = endOfList(lines, j);
      const bound = form.kind === 'capture' && form.name !== null ? env.with(form.name, lines.slice(j, end).map((each) => unstuff(each.octets))) : env; // prettier-ignore
      if (line === undefined || (end === j && !insideList(lines, j))) {
        if (step.mark === '')
          visit(next, j, env, cost + 1, [...misses, { expectation, instead: null, wrongStatus: false }], unused); // prettier-ignore
        else visit(next, j, env, cost, misses, unused);
      } else visit(next, end, bound, cost, misses, unused);
      return;
    }

    if (line !== undefined) {
      const fits = comparable(expectation, line) ? match(expectation, line, env) : null;
      if (fits !== null) {
        const after =
          form.kind === 'status' && !isListForm(expectations[next]) ? skipList(lines, j + 1) : j + 1;
        visit(step.mark === '*' ? i : next, after, fits, cost, misses, unused);
      }
    }
    if (step.mark === '?' || step.mark === '*')
      visit(next, j, env, cost + (step.mark === '?' ? optionalCost : 0), misses, unused);
    if (step.mark === '') {
      if (line !== undefined && form.kind === 'status' && isStatusLike(line)) {
        const wrongStatus = indicator(line.octets) !== form.indicator;
        const after = wrongStatus || !isListForm(expectations[next]) ? skipList(lines, j + 1) : j + 1;
        visit(next, after, env, cost + 1, [...misses, { expectation, instead: line, wrongStatus }], unused);
      }
      if (line !== undefined && form.kind === 'list' && line.kind === 'list') {
        visit(
          next,
          j + 1,
          env,
          cost + 1,
          [...misses, { expectation, instead: line, wrongStatus: false }],
          unused,
        );
      }
      visit(next, j, env, cost + 1, [...misses, { expectation, instead: null, wrongStatus: false }], unused);
    }
    if (line !== undefined) {
      const after = isStatusLike(line) ? skipList(lines, j + 1) : j + 1;
      visit(i, after, env, cost + 1, misses, [...unused, line]);
    }
  };

  visit(0, 0, environment, 0, [], []);
  return best;
}

/** A status step may only meet a status line, a list step only a list line. */
function comparable(expectation: Expectation, line: ReceivedLine): boolean {
  if (expectation.form.kind === 'status') return isStatusLike(line);
  return line.kind === 'list' || line.kind === 'dot' || line.kind === 'junk';
}

function isStatusLike(line: ReceivedLine): boolean {
  return line.kind === 'status' || line.kind === 'greeting' || line.kind === 'continuation';
}

function isListForm(expectation: Expectation | undefined): boolean {
  return expectation !== undefined && expectation.form.kind !== 'status';
}

function insideList(lines: readonly ReceivedLine[], j: number): boolean {
  return lines[j]?.kind === 'dot' || lines[j]?.kind === 'list';
}

/** Index of the dot (or whatever ends the list) from j on. */
function endOfList(lines: readonly ReceivedLine[], j: number): number {
  let end = j;
  while (lines[end]?.kind === 'list') end++;
  return end;
}

/** A status line alone leaves its list free. */
function skipList(lines: readonly ReceivedLine[], j: number): number {
  const end = endOfList(lines, j);
  return lines[end]?.kind === 'dot' ? end + 1 : end;
}

/** List lines behind a status line that is itself left over (at `from` or later) are counted with it. */
function ridesAlong(lines: readonly ReceivedLine[], from: number, at: number): boolean {
  const line = lines[at];
  if (line?.kind !== 'list' && line?.kind !== 'dot') return false;
  return lines.slice(from, at).some((other) => other.kind === 'status' && other.reply === line.reply);
}
