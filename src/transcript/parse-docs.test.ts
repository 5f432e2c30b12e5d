import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ACCOUNT_PROPERTIES, HEADS } from './heads.js';
import { parseTranscript } from './parse.js';
import { printTranscript } from './print.js';
import { stripLocations } from './strip-locations.js';

const page = readFileSync(new URL('../../docs/transcripts.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```transcript\n([^]*?)```/g)].map((match) => match[1] ?? '');

it('reads the examples of docs/transcripts.md', () => {
  expect(examples.length).toBeGreaterThan(3);
  for (const text of examples) {
    const parsed = parseTranscript(text, 'docs/transcripts.md');
    expect(parsed.problems).toEqual([]);
    expect(stripLocations(parseTranscript(printTranscript(parsed), 'docs/transcripts.md'))).toEqual(
      stripLocations(parsed),
    );
  }
});

it('is documented: every head and every special account', () => {
  for (const head of HEADS) expect(page).toMatch(new RegExp(`^\\| \`${head}:\` +\\|`, 'm'));
  for (const property of ACCOUNT_PROPERTIES) expect(page).toContain(`\`${property}\``);
});
