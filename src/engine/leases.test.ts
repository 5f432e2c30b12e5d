import { describe, expect, it } from 'vitest';
import type { Account } from '../target/target.js';
import { canPair, Leases } from './leases.js';

function account(user: string, secret: string): Account {
  return { user: Buffer.from(user), secret: Buffer.from(secret) };
}

describe('Leases', () => {
  const mrose = account('mrose', 'tanstaaf');
  const twin = account('twin', 'tanstaaf');
  const tim = account('tim', 'swordfish');

  it('gives as the other account one with another secret', async () => {
    const lease = await new Leases().take([mrose, twin, tim], [mrose, twin, tim]);
    expect([lease.account, lease.other]).toEqual([mrose, tim]);
  });

  it('takes another first account where the first one has no partner that is free', async () => {
    const leases = new Leases();
    await leases.take([mrose], null);
    const lease = await leases.take([mrose, tim, twin], [mrose, twin]);
    expect([lease.account, lease.other]).toEqual([tim, twin]);
  });

  it('waits until a pair is free', async () => {
    const leases = new Leases();
    const first = await leases.take([tim], null);
    const second = leases.take([mrose], [twin, tim]);
    first.release();
    expect((await second).other).toBe(tim);
  });

  it('knows beforehand that there is no pair', () => {
    expect(canPair([mrose], [mrose, twin])).toBe(false);
    expect(canPair([mrose, tim], [mrose, twin])).toBe(true);
  });
});
