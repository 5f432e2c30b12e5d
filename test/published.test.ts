import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/model/package-root.js';
import { readTap } from '../src/report/read-tap.js';
import { exitCode, summarize } from '../src/report/summary.js';
import { certificatesPage } from './support/certificates-page.js';
import { isFinding, refuseTraces } from './support/published-run.js';

/* What is published can be read back, is as expected, and holds nothing of the machine it was made on. */

const folder = join(packageRoot(), 'reports', 'published');
const names = readdirSync(folder).filter((name) => name.endsWith('.tap'));
const certificates = names.flatMap((name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  return readTap(text, name).map((run) => ({ run, text }));
});

it('publishes the embedded server and the three real ones', () => {
  expect(certificates.map(({ run }) => run.target.name)).toEqual([
    'courier',
    'dovecot',
    'mailutils',
    'reference',
  ]);
});

describe.each(certificates.map(({ run, text }) => [run.target.name, run, text] as const))(
  '%s',
  (name, run, text) => {
    it('is complete and as expected', () => {
      expect(exitCode(summarize(run), { strict: false })).toBe(0);
    });

    it('shows the exchange of every finding, and gives each its sentence', () => {
      const found = run.points.filter(isFinding);
      expect(found.filter(({ wire }) => wire.length === 0)).toEqual([]);
      for (const { requirement } of found) expect(requirement?.source).toMatch(/^RFC [0-9]+ section /);
    });

    it('tells nothing of this machine', () => {
      expect(() => refuseTraces(text)).not.toThrow();
      expect(() => refuseTraces(`${text}${packageRoot()}/src`)).toThrow('of this machine');
    });

    it('has its line and all its findings on the page', () => {
      const page = readFileSync(join(folder, 'README.md'), 'utf8');
      const section = /\n## .*?(?=\n## |$)/s.exec(certificatesPage([{ run, text }]))?.[0] ?? '';
      const rows = section.split('\n').filter((line) => line.includes(`(${name}.tap#L`));
      expect(rows).toHaveLength(run.points.filter(isFinding).length);
      for (const row of rows) expect(page).toContain(row);
    });
  },
);
