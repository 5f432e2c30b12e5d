import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readTap } from './read-tap.js';
import { pointSchema, runSchema } from './record.js';
import { printTap } from './tap.js';
import { parseBaseline } from '../suite/parse-baseline.js';

const page = await readFile(new URL('../../docs/reports.md', import.meta.url), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page)?.[1] ?? '';

test('the TAP of the page reads back and is what would be printed', () => {
  const runs = readTap(block('tap'), 'docs/reports.md');
  expect(runs[0]?.points.map((point) => point.outcome)).toEqual(['pass', 'fail']);
  expect(printTap(runs, { version: '0.1.0', strict: false })).toBe(block('tap'));
});

test('the baseline of the page is one', () => {
  expect(parseBaseline(block('yaml'), 'docs/reports.md')).toHaveLength(1);
});

test('every field of the JSON report is named', () => {
  for (const field of [...Object.keys(runSchema.shape), ...Object.keys(pointSchema.shape)])
    expect(page).toContain(`\`${field}\``);
});
