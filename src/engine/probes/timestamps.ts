import { escape } from '../../model/escape.js';
import { timestampOf } from '../login.js';
import type { ProbeRun } from '../probe.js';

/** The timestamp of one greeting, and when it was read. */
export interface Timestamp {
  readonly text: string;
  /** Milliseconds, of a clock that only goes forward. */
  readonly ms: number;
}

/** One greeting; null where there is none or it has no timestamp: a refused connection in a crowd is no finding. */
export async function takeTimestamp(run: ProbeRun): Promise<Timestamp | null> {
  const connection = await run.tryConnect();
  if (typeof connection === 'string') return null;
  const ms = performance.now();
  const timestamp = timestampOf(connection.greeting);
  await connection.quit();
  return timestamp === null ? null : { text: timestamp.toString('latin1'), ms };
}

/** So many greetings one after the other. */
export async function takeTimestamps(run: ProbeRun, count: number): Promise<Timestamp[]> {
  const taken: Timestamp[] = [];
  for (let i = 0; i < count; i++) {
    const timestamp = await takeTimestamp(run);
    if (timestamp !== null) taken.push(timestamp);
  }
  return taken;
}

/** Charges the rule with a timestamp that came more than once. */
export function judgeUnique(run: ProbeRun, rule: string, texts: readonly string[]): void {
  if (texts.length < 2) run.block('fewer than two greetings with a timestamp');
  run.judged(rule);
  const seen = new Map<string, number>();
  for (const text of texts) seen.set(text, (seen.get(text) ?? 0) + 1);
  const repeated = [...seen].find(([, times]) => times > 1);
  if (repeated === undefined) return;
  run.charge(rule, {
    expected: [`${String(texts.length)} different timestamps`],
    actual: `${escape(Buffer.from(repeated[0], 'latin1'))} came ${String(repeated[1])} times; ${String(seen.size)} of ${String(texts.length)} differ`,
    shape: 'timestamp repeated',
    evidence: 'positive',
  });
}
