import { decodeBase64 } from '../../sasl/base64.js';
import type { ProbeConnection, ProbeRun } from '../probe.js';
import type { ChallengeSample } from './unpredictable-bits.js';

/** Above this delay of a refusal exchanges are left by a close and not by a cancel. */
const slowRefusalMs = 200;

/** Begins CRAM-MD5 and leaves it again; null where no challenge came or it is no BASE64: other cases judge that. */
export async function takeChallenge(
  run: ProbeRun,
  connection: ProbeConnection,
): Promise<ChallengeSample | null> {
  const group = await connection.ask('AUTH CRAM-MD5');
  const ms = performance.now();
  const line = group.end === 'continuation' ? group.lines.at(-1) : undefined;
  if (line === undefined) return null;
  if (run.context.offers.refusalDelay > slowRefusalMs) connection.session.connection.close();
  else await connection.ask('*', true);
  const challenge = decodeBase64(line.octets.subarray(2));
  return challenge.ok ? { text: challenge.octets.toString('latin1'), ms } : null;
}

/** One challenge of a connection of its own; a refused connection in a crowd is no finding. */
export async function takeOneChallenge(run: ProbeRun): Promise<ChallengeSample | null> {
  const connection = await run.tryConnect();
  if (typeof connection === 'string') return null;
  const challenge = await takeChallenge(run, connection);
  await connection.quit();
  return challenge;
}

/** The challenge that came most often and how often; null: all differ. */
export function repeated(texts: readonly string[]): { readonly text: string; readonly times: number } | null {
  const seen = new Map<string, number>();
  for (const text of texts) seen.set(text, (seen.get(text) ?? 0) + 1);
  const [most] = [...seen].sort(([, a], [, b]) => b - a);
  return most === undefined || most[1] < 2 ? null : { text: most[0], times: most[1] };
}
