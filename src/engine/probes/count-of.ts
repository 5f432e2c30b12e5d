import type { ProbeConnection, ProbeRun } from '../probe.js';

/** How many messages STAT counts. Blocks the probe where it does not say. */
export async function countOf(run: ProbeRun, session: ProbeConnection): Promise<number> {
  const line = (await session.ask('STAT')).lines[0]?.octets.toString('latin1') ?? '';
  const found = /^\+OK (\d+) /.exec(line)?.[1];
  return found === undefined ? run.block('STAT gives no count') : Number(found);
}
