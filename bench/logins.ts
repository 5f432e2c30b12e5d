import type { Contender } from './contenders.js';
import type { Round } from './contender.js';
import { LineChild } from './line-child.js';
import type { BenchServer } from './servers.js';

/** The rounds of one contender against one server. */
export interface LoginRounds {
  readonly contender: string;
  readonly rounds: readonly Round[];
}

export interface LoginPlan {
  readonly connections: number;
  readonly rounds: number;
  /** Logins of one round. */
  readonly logins: number;
  /** Logins of each contender before the first round: compilers and the server's processes warm up. */
  readonly warmUp: number;
}

/** All contenders against one server, interleaved A B C A B C: what slows the machine slows all of them. */
export async function measureLogins(
  contenders: readonly Contender[],
  server: BenchServer,
  { connections, rounds, logins, warmUp }: LoginPlan,
): Promise<LoginRounds[]> {
  const running = contenders.map(({ name, argv }) => {
    const child = new LineChild([...argv, '127.0.0.1', String(server.port), String(connections)]);
    return { name, child, rounds: [] as Round[] };
  });
  try {
    for (const { child } of running) await child.ask(String(warmUp));
    for (let round = 0; round < rounds; round++) {
      for (const { child, rounds } of running) rounds.push(JSON.parse(await child.ask(String(logins))) as Round); // prettier-ignore
    }
  } finally {
    await Promise.allSettled(running.map(({ child }) => child.end()));
  }
  return running.map(({ name, rounds }) => ({ contender: name, rounds }));
}
