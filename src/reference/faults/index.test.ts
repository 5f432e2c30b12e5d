import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { behaviourWith, faults } from './index.js';
import { survey } from './survey.js';

const correct = survey([]);

/** The observations a fault changes. */
function changed(name: string): string[] {
  const faulty = survey([name]);
  return [...correct.keys()].filter((observation) => faulty.get(observation) !== correct.get(observation));
}

describe('faults', () => {
  it('leave nothing to chance in what is compared', () => {
    expect([...survey([])]).toEqual([...correct]);
  });

  it.each(faults.map(({ name }) => name))('%s changes what the server does, and little else', (name) => {
    const seen = changed(name);
    expect(seen.length, 'nothing changed').toBeGreaterThan(0);
    expect(seen).toMatchSnapshot();
  });

  it('have names of their own', () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    expect(faults.filter(({ name }) => !/^[a-z0-9-]+$/.test(name))).toEqual([]);
  });

  it('each break a requirement of the catalogue that can be judged', () => {
    const rows = readFileSync(new URL('../../../suites/requirements.tsv', import.meta.url), 'utf8').split(
      '\n',
    );
    const judged = new Map(
      rows
        .map((row) => row.split('\t'))
        .map((columns) => [columns[0], { verdict: columns[10], sameAs: columns[12] }]),
    );
    for (const { name, row } of faults) {
      expect(judged.get(row)?.verdict, `${name}: ${row}`).toMatch(/^(fail|warn)$/);
      expect(judged.get(row)?.sameAs, `${name}: ${row}`).toBe('');
    }
  });

  it('can be combined, and unknown ones are refused', () => {
    const both = survey(['stat-before-login', 'apop-digest-tail']);
    expect(both.get('STAT before login')).toBe('+OK');
    expect(both.get('APOP digest with a tail')).toBe('+OK');
    expect(() => behaviourWith(['no-such-fault'])).toThrow(/no-such-fault/);
  });
});
