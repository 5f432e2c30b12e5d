import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MailspecError } from '../model/errors.js';
import { packageRoot } from '../model/package-root.js';
import type { Requirement } from '../model/requirement.js';
import type { Catalogue } from './requirements.js';

/** How a row of the catalogue is dealt with. */
export type Coverage =
  | { readonly kind: 'cited'; readonly by: readonly string[] }
  | { readonly kind: 'same as'; readonly row: string; readonly by: readonly string[] }
  | { readonly kind: 'uncovered'; readonly reason: string }
  /** TCP shows nothing of it (verdict none). */
  | { readonly kind: 'unobservable' }
  | { readonly kind: 'missing' };

/** The RFCs of which a POP3 server shows something. */
const pop3Rfcs = new Set([
  '1939',
  '1734',
  '2195',
  '2449',
  '5034',
  '2595',
  '4616',
  '5802',
  '7677',
  '4422',
  '6856',
]);

/** Rows a server's certificate must account for. */
export function serverRows(catalogue: Catalogue): Requirement[] {
  return [...catalogue.values()].filter(({ rfc, role }) => pop3Rfcs.has(rfc) && role !== 'client');
}

/** Lines `row<TAB>reason` of suites/uncovered.tsv; `#` begins a comment. */
export function loadUncovered(path = join(packageRoot(), 'suites', 'uncovered.tsv')): Map<string, string> {
  const rows = new Map<string, string>();
  readFileSync(path, 'utf8')
    .split('\n')
    .forEach((line, index) => {
      if (line === '' || line.startsWith('#')) return;
      const [row = '', reason = ''] = line.split('\t');
      if (reason !== '' && !rows.has(row)) rows.set(row, reason);
      else
        throw new MailspecError('E_SUITE', 'not a new row, one tab and a reason', {
          where: `${path}:${String(index + 1)}`,
        });
    });
  return rows;
}

/** @param citations case ids by the row they cite */
export function coverageOf(
  row: Requirement,
  catalogue: Catalogue,
  citations: ReadonlyMap<string, readonly string[]>,
  uncovered: ReadonlyMap<string, string>,
): Coverage {
  const by = citations.get(row.id);
  if (by !== undefined) return { kind: 'cited', by };
  for (let other = row.sameAs, steps = 0; other !== null && steps < 5; steps++) {
    const cited = citations.get(other);
    if (cited !== undefined) return { kind: 'same as', row: other, by: cited };
    other = catalogue.get(other)?.sameAs ?? null;
  }
  const reason = uncovered.get(row.id);
  if (reason !== undefined) return { kind: 'uncovered', reason };
  return row.verdict === 'none' ? { kind: 'unobservable' } : { kind: 'missing' };
}
