import type { Certification } from './certification.js';
import type { LoginRounds } from './logins.js';
import type { StartUp } from './start-up.js';
import { pairRatios, spread, type Spread } from './statistics.js';

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly who: string;
  readonly unit: string;
  readonly value: Spread;
  /** mailspec's value over this one's, pair by pair; null for mailspec itself and where nothing is compared. */
  readonly ratio: Spread | null;
  /** What the design asks for, and whether this run shows it; null: nothing is asked. */
  readonly target: { readonly text: string; readonly met: boolean } | null;
}

/** The contender that is asked to be matched, by how many connections; elsewhere the numbers only inform. */
const leastOfBareNode = 0.9;
const mostOfCommander = 1.5;
const mostMb = 150;

export function loginRows(server: string, connections: number, all: readonly LoginRounds[]): Row[] {
  const what = `logins to ${server}, ${String(connections)} at once`;
  const rates = ({ rounds }: LoginRounds): number[] => rounds.map(({ logins, ms }) => (logins * 1000) / ms);
  const cpu = ({ rounds }: LoginRounds): number[] => rounds.map(({ logins, cpuMs }) => (cpuMs * 1000) / logins); // prettier-ignore
  const [ours] = all;
  if (ours === undefined) return [];
  const rows = all.map((each): Row => {
    const ratio = each === ours ? null : pairRatios(rates(ours), rates(each));
    const asked = ratio !== null && each.contender === 'bare Node' && connections === 10 && server.startsWith('Dovecot'); // prettier-ignore
    return {
      what, who: each.contender, unit: 'logins/s', value: spread(rates(each)), ratio,
      target: asked ? { text: `at least ${String(leastOfBareNode)}`, met: ratio.median >= leastOfBareNode } : null,
    }; // prettier-ignore
  });
  const costs = all.map((each): Row => {
    const ratio = each === ours ? null : pairRatios(cpu(ours), cpu(each));
    return { what: `processor time of one (${what})`, who: each.contender, unit: 'µs', value: spread(cpu(each)), ratio, target: null }; // prettier-ignore
  });
  return [...rows, ...costs];
}

export function startUpRows({ mailspec, commander }: StartUp): Row[] {
  const what = 'start-up: --help';
  const ratio = pairRatios(mailspec, commander);
  return [
    { what, who: 'mailspec', unit: 'ms', value: spread(mailspec), ratio: null, target: null },
    {
      what, who: 'only commander', unit: 'ms', value: spread(commander), ratio,
      target: { text: `at most ${String(mostOfCommander)}`, met: ratio.median <= mostOfCommander },
    },
  ]; // prettier-ignore
}

export function certificationRows(runs: readonly Certification[]): Row[] {
  const [first] = runs;
  if (first === undefined) return [];
  const what = `certify reference: ${String(first.cases)} cases, ${String(first.points)} points`;
  const row = (unit: string, values: number[], target: Row['target'] = null): Row => ({ what, who: 'mailspec', unit, value: spread(values), ratio: null, target }); // prettier-ignore
  const peaks = runs.map(({ peakMb }) => peakMb);
  return [
    row('s', runs.map(({ ms }) => ms / 1000)),
    row('cases/s', runs.map(({ cases, ms }) => (cases * 1000) / ms)),
    row('MB at most', peaks, { text: `under ${String(mostMb)} MB`, met: Math.max(...peaks) < mostMb }),
  ]; // prettier-ignore
}
