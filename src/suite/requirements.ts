import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MailspecError } from '../model/errors.js';
import { packageRoot } from '../model/package-root.js';
import type { Requirement } from '../model/requirement.js';

/** The catalogue by id; the level of a rule is written there and nowhere else. */
export type Catalogue = ReadonlyMap<string, Requirement>;

const columns = 14;

/** Reads suites/requirements.tsv: one header line, then 14 tab-separated columns. */
export function loadCatalogue(path = join(packageRoot(), 'suites', 'requirements.tsv')): Catalogue {
  const rows = readFileSync(path, 'utf8').split('\n').slice(1).filter(Boolean);
  return new Map(
    rows.map((row, index) => {
      const requirement = parseRow(row, `${path}:${String(index + 2)}`);
      return [requirement.id, requirement];
    }),
  );
}

function parseRow(row: string, where: string): Requirement {
  const cells = row.split('\t');
  if (cells.length !== columns) {
    throw new MailspecError('E_SUITE', `a row of ${String(columns)} columns has ${String(cells.length)}`, {
      where,
    });
  }
  const [id = '', rfc = '', section = '', pageLine = '', level = '', role = '', state = '', paraphrase = '', observable = '', kind = '', verdict = '', because = '', sameAs = '', note = ''] = cells; // prettier-ignore
  return {
    id, rfc, section, pageLine, state, paraphrase, observable, kind, because, note,
    level: oneOf(level, ['MUST', 'SHOULD', 'MAY', 'implied', 'policy'], where),
    role: oneOf(role, ['server', 'client', 'both'], where),
    verdict: oneOf(verdict, ['fail', 'warn', 'info', 'none'], where),
    sameAs: sameAs === '' ? null : sameAs,
  }; // prettier-ignore
}

function oneOf<const T extends string>(word: string, allowed: readonly T[], where: string): T {
  const found = allowed.find((each) => each === word);
  if (found !== undefined) return found;
  throw new MailspecError('E_SUITE', `"${word}" is none of ${allowed.join(', ')}`, { where });
}
