import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { z } from 'zod';
import type { BaselineEntry } from '../model/baseline.js';
import { MailspecError } from '../model/errors.js';

const text = z.string({ error: 'must be a text' }).min(1, 'must not be empty');

const entrySchema = z.strictObject({
  case: text,
  rule: text,
  shape: text,
  reason: text,
  versions: text.optional(),
  link: z.url('must be the address of a page, https://...').optional(),
});

const keys = Object.keys(entrySchema.shape).join(', ');

/**
 * Reads a baseline: a YAML list of `case, rule, shape, reason` and perhaps `versions, link`. An empty file is
 * an empty list. Throws MailspecError E_BASELINE that names the line, the key and what is allowed.
 */
export function parseBaseline(yamlText: string, file: string): BaselineEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax) {
    const message = syntax.message.split('\n')[0]?.replace(/ at line .*$/, '') ?? '';
    throw wrong(file, lines.linePos(syntax.pos[0]).line, message);
  }
  const result = z.array(entrySchema).safeParse(document.toJS() ?? []);
  if (result.success) {
    refuseDoubles(result.data, (index) => lineOf(document, lines, [index]), file);
    return result.data;
  }
  const [issue] = result.error.issues;
  throw wrong(file, lineOf(document, lines, issue?.path ?? []), describe(issue));
}

function describe(issue: z.core.$ZodIssue | undefined): string {
  const [entry, key] = issue?.path ?? [];
  if (entry === undefined) return `a baseline is a list of entries with the keys ${keys}`;
  if (key !== undefined) return `'${String(key)}' of entry ${Number(entry) + 1} ${issue?.message ?? ''}`;
  if (issue?.code === 'unrecognized_keys')
    return `'${issue.keys.join("', '")}' of entry ${Number(entry) + 1} is no key; allowed are ${keys}`;
  return `entry ${Number(entry) + 1} must have the keys ${keys}`;
}

/** The line of the deepest node on the path that is written in the file: a missing key is not. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (hasRange(node)) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function hasRange(node: unknown): node is { range: readonly [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

function refuseDoubles(
  entries: readonly BaselineEntry[],
  line: (index: number) => number,
  file: string,
): void {
  const seen = new Set<string>();
  entries.forEach((entry, index) => {
    const name = JSON.stringify([entry.case, entry.rule, entry.shape, entry.versions]);
    if (seen.has(name)) throw wrong(file, line(index), `entry ${index + 1} stands there twice`);
    seen.add(name);
  });
}

function wrong(file: string, line: number, message: string): MailspecError {
  return new MailspecError('E_BASELINE', message, { where: `${file}:${line}` });
}
