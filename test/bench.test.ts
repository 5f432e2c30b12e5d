import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contenders } from '../bench/contenders.js';
import { measureLogins } from '../bench/logins.js';
import { loginRows } from '../bench/rows.js';
import { openReference, type BenchServer } from '../bench/servers.js';
import { pairRatios, spread } from '../bench/statistics.js';
import { table } from '../bench/table.js';

describe('the bench', () => {
  let server: BenchServer;
  beforeAll(async () => {
    server = await openReference();
  });
  afterAll(() => server.stop());

  it.each([1, 3])('has every contender log in, %i at once, and compares them', async (connections) => {
    const who = contenders();
    const plan = { connections, rounds: 2, logins: 6, slices: 2, warmUp: 1 };
    const measured = await measureLogins(who, server, plan);
    expect(measured.map(({ contender }) => contender)).toEqual(who.map(({ name }) => name));
    for (const { rounds } of measured) {
      expect(rounds.map(({ logins }) => logins)).toEqual([6, 6]);
      for (const { ms, cpuMs } of rounds) expect(ms > 0 && cpuMs >= 0).toBe(true);
    }
    const rows = loginRows(server.name, connections, measured);
    expect(table(rows).match(/logins\/s/g)).toHaveLength(who.length);
  });

  it('says why a contender gave no number', async () => {
    const broken = { name: 'broken', argv: [process.execPath, '-e', 'console.error("no luck"); process.exit(1)', '--'] }; // prettier-ignore
    await expect(
      measureLogins([broken], server, { connections: 1, rounds: 1, logins: 1, slices: 1, warmUp: 1 }),
    ).rejects.toThrow('no luck');
  });
});

it('compares pair by pair', () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(pairRatios([10, 30, 20], [20, 30, 10])).toEqual({ median: 1, min: 0.5, max: 2 });
});
