import { escape } from '../model/escape.js';
import { printLocation, type Location } from '../model/location.js';
import type { Deviation } from '../model/result.js';
import { indicator } from '../pop3/reply.js';
import type { Environment } from '../transcript/environment.js';
import { printStep } from '../transcript/print.js';
import { expectationForm, type Expectation } from './expectation.js';
import { endText } from './login.js';
import { fitReplies, type Fit, type LineMatcher, type Miss } from './pop3-fit.js';
import type { Group, ReceivedLine } from './pop3-session.js';
import type { Alternative, StepItem } from './program.js';

/** What a group came to under the best-fitting way through its region. */
export interface Judgement {
  readonly alternative: Alternative;
  readonly fit: Fit;
  /** Expectations of the region, in order. */
  readonly expectations: readonly Expectation[];
  /** `S: (close)` or `S? (close)` stands in the region. */
  readonly close: 'required' | 'permitted' | null;
}

/** Takes the first alternative that fits at no cost, else the cheapest. */
export function chooseAlternative(
  ways: readonly Alternative[],
  group: Group,
  environment: Environment,
  match: LineMatcher,
): Judgement {
  let best: Judgement | null = null;
  for (const alternative of ways) {
    const expectations = expectationsOf(alternative.region);
    const close = closeOf(alternative.region);
    const fit = fitReplies(expectations, group.lines, environment, match);
    const closeCost = (group.end === 'closed') === (close !== null) ? 0 : close === 'required' ? 1 : 0;
    const cost = fit.cost + closeCost;
    if (best === null || cost < best.fit.cost)
      best = { alternative, fit: { ...fit, cost }, expectations, close };
    if (cost < 0.5) break;
  }
  if (best === null) throw new Error('a region has at least one way through it');
  return best;
}

/** `S:`, `S?`, `S*` steps; `S!` is no expectation. */
export function expectationsOf(region: readonly StepItem[]): Expectation[] {
  return linesOf(region).filter(({ step }) => step.mark !== '!');
}

/** `S!` steps. */
export function armedOf(region: readonly StepItem[]): Expectation[] {
  return linesOf(region).filter(({ step }) => step.mark === '!');
}

function linesOf(region: readonly StepItem[]): Expectation[] {
  return region.flatMap(({ node, rule }) =>
    node.kind === 'line' ? [{ step: node, rule, form: expectationForm(node) }] : [],
  );
}

function closeOf(region: readonly StepItem[]): Judgement['close'] {
  for (const { node } of region) {
    if (node.kind !== 'stage' || node.direction.name !== 'close') continue;
    return node.mark === '?' ? 'permitted' : 'required';
  }
  return null;
}

/** A step that no line met. */
export function missDeviation(miss: Miss, group: Group, alternativesText: readonly string[]): Deviation {
  const { step, form } = miss.expectation;
  const at = step.at;
  const expected = alternativesText.length > 0 ? alternativesText : [printStep(step)];
  if (miss.instead !== null) {
    const shape = miss.wrongStatus ? `${signOf(miss.instead)} instead of ${formText(form)}` : 'other content';
    // A refusal may be a lock or a load that passes; anything accepted wrongly is evidence at once.
    const refusal = miss.wrongStatus && signOf(miss.instead) === '-ERR';
    return {
      expected,
      actual: lineText(miss.instead),
      at,
      shape,
      evidence: refusal ? 'absence' : 'positive',
      value: null,
    };
  }
  if (group.end === 'complete' || group.end === 'continuation') {
    const actual = group.lines.length === 0 ? 'nothing' : group.lines.map(lineText).slice(0, 8).join(' | ');
    return { expected, actual, at, shape: `no ${formText(form)} line`, evidence: 'positive', value: null };
  }
  return {
    expected,
    actual: withLines(endText(group), group),
    at,
    shape: group.end,
    evidence: 'absence',
    value: null,
  };
}

/** A line that nobody asked for. */
export function extraDeviation(line: ReceivedLine, place: Deviation['at']): Deviation {
  return {
    expected: [`nothing more at ${printLocation(place)}`],
    actual: lineText(line),
    at: place,
    shape: 'unasked line',
    evidence: 'positive',
    value: null,
  };
}

/** A line that an `S!` forbids. */
export function forbiddenDeviation(armed: Expectation, line: ReceivedLine): Deviation {
  const deviation = extraDeviation(line, armed.step.at);
  return { ...deviation, expected: [`no line like ${printStep(armed.step)}`], shape: 'forbidden line' };
}

/** Something that did not happen in time. */
export function silentDeviation(expected: string, actual: string, shape: string, at: Location): Deviation {
  return { expected: [expected], actual, at, shape, evidence: 'absence', value: null };
}

/** `S:` and `S: (close)`: the harness waits for it. */
export function isAwaited({ node }: StepItem): boolean {
  if (node.kind === 'line') return node.mark === '';
  return node.kind === 'stage' && node.direction.name === 'close' && node.mark === '';
}

export function lineText(line: ReceivedLine): string {
  return escape(line.octets, 600);
}

function withLines(text: string, group: Group): string {
  if (group.lines.length === 0) return text;
  return `${group.lines.map(lineText).slice(0, 4).join(' | ')}, then ${text}`;
}

function signOf(line: ReceivedLine): string {
  return indicator(line.octets) ?? 'other line';
}

function formText(form: Expectation['form']): string {
  return form.kind === 'status' ? form.indicator : 'list';
}
