import { escape } from '../model/escape.js';
import type { Point, RunEvent } from '../model/result.js';
import type { TraceEvent } from '../model/trace.js';
import { groupBy } from './group-by.js';
import { secretRanges } from './secret-ranges.js';
import type { Credential, Range } from './secret-ranges.js';

export const placeholder = '<secret>';

/**
 * Takes the secrets of the accounts out of everything a report shows of a point: on the wire the argument of
 * `PASS` and of LOGIN, base64 that decodes to something with a secret in it, and the secret itself, also when
 * it was sent in pieces. Without accounts (the reference server's are public) nothing is changed.
 */
export function redactPoint(point: Point, accounts: readonly Credential[]): Point {
  if (accounts.length === 0) return point;
  const text = (value: string) => redactText(value, accounts);
  return {
    ...point,
    reason: text(point.reason),
    observed: text(point.observed),
    deviations: point.deviations.map((deviation) => ({
      ...deviation,
      expected: deviation.expected.map(text),
      actual: redactText(deviation.actual, accounts, passInText),
      value: deviation.value === null ? null : text(deviation.value),
    })),
    wire: redactWire(point.wire, accounts),
  };
}

/** The same for whatever event a run says. */
export function redactEvent(event: RunEvent, accounts: readonly Credential[]): RunEvent {
  const text = (value: string) => redactText(value, accounts);
  switch (event.kind) {
    case 'point':
      return { ...event, point: redactPoint(event.point, accounts) };
    case 'note':
      return { ...event, text: text(event.text) };
    case 'start': {
      const facts = event.target.facts.map(({ name, value }) => ({ name, value: text(value) }));
      return { ...event, target: { ...event.target, facts } };
    }
    case 'end':
      return { ...event, bailOut: event.bailOut === null ? null : text(event.bailOut) };
    case 'case-start':
      return event;
  }
}

/** The argument of PASS where a text begins with it or quotes it; elsewhere PASS may be a word of a sentence. */
const passInText = /(?:^|["']|\\n|C\d*: )PASS +([^"']+?)(?=\\r|\\n|["']|$)/gi;

/**
 * For text that went through `escape()`, alone or among words of ours.
 * @param command as for `secretRanges`
 */
export function redactText(
  text: string,
  accounts: readonly Credential[],
  command: RegExp | null = null,
): string {
  const escaped = accounts.map(({ user, secret }) => ({
    user,
    secret,
    written: Buffer.from(escape(secret), 'latin1'),
  }));
  const octets = Buffer.from(text, 'utf8');
  const ranges = secretRanges(octets, escaped, command);
  return cutOut(octets, ranges).toString('utf8');
}

/** Joins what each side sent on a connection, so that a secret sent in pieces is found too. */
export function redactWire(events: readonly TraceEvent[], accounts: readonly Credential[]): TraceEvent[] {
  if (accounts.length === 0) return [...events];
  const streams = groupBy(events, (event) => `${event.side}${event.connection}`);
  const replaced = new Map<TraceEvent, TraceEvent>();
  for (const stream of streams.values()) {
    const side = stream[0]?.side;
    if (side === '*') {
      for (const event of stream) replaced.set(event, { ...event, text: redactText(event.text, accounts) });
      continue;
    }
    const command =
      side === 'C' ? /^(?:PASS +|[^ \r\n]+ +LOGIN +(?:"[^"\r\n]*"|[^" \r\n]+) +)([^\r\n]+)/gim : null;
    const ranges = secretRanges(Buffer.concat(stream.map((event) => event.bytes)), accounts, command);
    let offset = 0;
    for (const event of stream) {
      const bytes = cutOut(event.bytes, ranges, offset);
      offset += event.bytes.length;
      replaced.set(event, { ...event, bytes });
    }
  }
  return events.map((event) => replaced.get(event) ?? event);
}

/** `octets`, which begin at `offset` of what the ranges count in, with a placeholder where each range begins. */
function cutOut(octets: Buffer, ranges: readonly Range[], offset = 0): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (const range of ranges) {
    const start = Math.max(0, range.start - offset);
    const end = Math.min(octets.length, range.end - offset);
    if (start >= end) continue;
    parts.push(octets.subarray(from, start));
    if (range.start >= offset) parts.push(Buffer.from(placeholder));
    from = end;
  }
  parts.push(octets.subarray(from));
  return Buffer.concat(parts);
}
