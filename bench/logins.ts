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
  /** Logins of one round of one contender, done in `slices` turns. */
  readonly logins: number;
  readonly slices: number;
  /** Logins of each contender before the first round: compilers and the server's processes warm up. */
  readonly warmUp: number;
}

/**
 * All contenders against one server, in short turns A B C A B C: what slows the machine for a while slows all of
 * them. The turns of a round are added up.
 */
export async function measureLogins(
  contenders: readonly Contender[],
  server: BenchServer,
  { connections, rounds, logins, slices, warmUp }: LoginPlan,
): Promise<LoginRounds[]> {
  const running = contenders.map(({ name, argv }) => {
    const child = new LineChild([...argv, '127.0.0.1', String(server.port), String(connections)]);
    return { name, child, rounds: [] as Round[] };
  });
  try {
    for (const { child } of running) await child.ask(String(warmUp));
    for (let round = 0; round < rounds; round++) {
      const turns = running.map((): Round[] => []);
      for (let slice = 0; slice < slices; slice++) {
        for (const [index, { child }] of running.entries())
          turns[index]?.push(JSON.parse(await child.ask(String(logins / slices))) as Round);
      }
      for (const [index, { rounds }] of running.entries()) rounds.push(sum(turns[index] ?? []));
    }
  } finally {
    await Promise.allSettled(running.map(({ child }) => child.end()));
  }
  return running.map(({ name, rounds }) => ({ contender: name, rounds }));
}

function sum(turns: readonly Round[]): Round {
  const add = (key: keyof Round): number => turns.reduce((total, turn) => total + turn[key], 0);
  return { logins: add('logins'), ms: add('ms'), cpuMs: add('cpuMs') };
}
