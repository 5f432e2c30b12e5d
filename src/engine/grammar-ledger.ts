import { escape } from '../model/escape.js';
import type { Deviation } from '../model/result.js';
import type { Location } from '../model/location.js';
import { grammarRules, seen } from '../pop3/grammar.js';
import type { ReceivedLine } from './pop3-session.js';

/** How many places a broken grammar row names. */
const placeLimit = 3;

export interface GrammarTally {
  readonly row: string;
  checked: number;
  broken: number;
  readonly deviations: Deviation[];
}

/** Holds every line of a whole run against the grammar's own rows (`wire/pop3 ROW`). */
export class GrammarLedger {
  private readonly tallies = new Map<string, GrammarTally>(
    grammarRules.map(({ row }) => [row, { row, checked: 0, broken: 0, deviations: [] }]),
  );

  check(line: ReceivedLine, caseId: string, at: Location): void {
    if (line.inDoubt === true) return;
    const looked = seen(line);
    for (const rule of grammarRules) {
      if (!rule.applies(looked)) continue;
      const tally = this.of(rule.row);
      tally.checked++;
      if (rule.keeps(looked)) continue;
      this.charge(
        rule.row,
        rule.expected,
        `${escape(line.octets, 600)}${ending(line)} (in ${caseId})`,
        rule.shape,
        at,
      );
    }
  }

  private charge(row: string, expected: string, actual: string, shape: string, at: Location): void {
    const tally = this.of(row);
    tally.broken++;
    if (tally.deviations.length >= placeLimit) return;
    tally.deviations.push({ expected: [expected], actual, at, shape, evidence: 'positive', value: null });
  }

  all(): GrammarTally[] {
    return [...this.tallies.values()];
  }

  private of(row: string): GrammarTally {
    const tally = this.tallies.get(row);
    if (tally === undefined) throw new Error(`no grammar row ${row}`);
    return tally;
  }
}

function ending(line: ReceivedLine): string {
  if (line.ending === 'crlf') return '\\r\\n';
  return line.ending === 'lf' ? '\\n' : '';
}
