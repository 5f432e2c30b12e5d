import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { requirementRows } from '../src/cli/list.js';
import { serverCases } from '../src/cli/selection.js';
import { rulesOf } from '../src/engine/program.js';
import { packageRoot } from '../src/model/package-root.js';
import { parseReportOption } from '../src/report/open-reporters.js';
import { faults } from '../src/reference/faults/index.js';
import { proveVectors } from '../src/sasl/prove.js';
import { loadCatalogue } from '../src/suite/requirements.js';
import { select, shard } from '../src/suite/select.js';
import { looksLikeTarget } from '../src/target/find-target.js';
import { parseTranscript } from '../src/transcript/parse.js';
import { anchorsOf, codeBlocks, commandLines, linksOf, tableRows } from './support/markdown.js';
import { readHelp, readWords, type CommandHelp } from './support/help.js';
import { mailspec } from './support/program.js';

/* What people read is held against what the program does: numbers, links, commands, options. */

const root = packageRoot();
const pages = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md'],
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));
const text = (page: string): string => readFileSync(join(root, page), 'utf8');

const cases = serverCases();
const commands = ['certify', 'replay', 'list', 'vectors', 'report', 'serve'] as const;
const help = new Map<string, CommandHelp>();
beforeAll(async () => {
  for (const command of commands) help.set(command, readHelp((await mailspec([command, '--help'])).stdout));
});

describe('links', () => {
  it.each(pages)('of %s lead somewhere', (page) => {
    const broken = linksOf(text(page)).filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !anchorsOf(text(file)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe('numbers of the README', () => {
  const readme = text('README.md');

  it('are those of each RFC', () => {
    const catalogue = loadCatalogue();
    const rows = requirementRows(cases);
    const rfcs = [...new Set([...cases.map(({ script }) => script.rfc), ...rows.map(({ id }) => catalogue.get(id)?.rfc ?? '')])]; // prettier-ignore
    const counted = rfcs.map((rfc) => {
      const own = cases.filter(({ script }) => script.rfc === rfc);
      const points = own.reduce((sum, { script }) => sum + rulesOf(script.steps).length, 0);
      const requirements = rows.filter(({ id }) => catalogue.get(id)?.rfc === rfc).length;
      return [rfc, own.length, points, requirements].map(String).join(' ');
    });
    const written = tableRows(readme, 'RFC').map(([rfc, , ...numbers]) => [rfc, ...numbers].join(' '));
    expect(written.sort()).toEqual(counted.sort());
  });

  it.each([
    [['list'], / test points, and /],
    [['list', '--requirements'], / rows with a server's role/],
  ])('are those of the last line of %j', async (words, kind) => {
    const { stdout } = await mailspec(words);
    const last = stdout.trimEnd().split('\n').at(-1);
    expect(readme.split('\n').filter((line) => kind.test(line))).toEqual([last]);
  });

  it('are those of the planted faults', () => {
    const written = [...readme.matchAll(/(\S+) planted\s+faults/g)].map(([, number]) => number);
    expect(written).toEqual([String(faults.length)]);
  });

  it('of known answers are those of their page', () => {
    expect(text('docs/vectors.md')).toContain(`all ${String(proveVectors().length)} known answers`);
  });
});

describe('commands in sh blocks', () => {
  const lines = pages.flatMap((page) => commandLines(text(page)).map((line) => [page, line] as const));

  it('are found', () => expect(lines.length).toBeGreaterThan(20));

  it.each(lines)('%s: %s', (_, line) => {
    const [command = '', ...rest] = line;
    const about = help.get(command);
    expect(commands).toContain(command);
    if (about === undefined) return;
    const { words, values } = readWords(about, rest);
    for (const name of values.get('--fault') ?? []) expect(faults.map((fault) => fault.name)).toContain(name);
    for (const list of values.get('--report') ?? []) expect(parseReportOption(list).size).toBeGreaterThan(0);
    for (const part of values.get('--shard') ?? []) expect(shard(cases, part)).not.toEqual([]);
    const targets = words.filter((word) => looksLikeTarget(word));
    if (command === 'certify' || command === 'replay') expect(targets).toHaveLength(1);
    else expect(targets).toEqual([]);
    if (command === 'report' || command === 'serve' || command === 'vectors') return;
    const patterns = words.filter((word) => !looksLikeTarget(word));
    if (command === 'replay') expect(patterns).toHaveLength(1);
    for (const pattern of patterns) {
      if (pattern.endsWith('.transcript')) expect(existsSync(join(root, pattern))).toBe(true);
      else expect(select(cases, ({ script }) => script.id, [pattern])).not.toEqual([]);
    }
  });
});

describe('options', () => {
  it.each(commands)('of %s are all on its page, and no other', (command) => {
    const rows = tableRows(text(`docs/${command}.md`), 'option').map(([option = '']) => option);
    const options = help.get(command)?.options ?? [];
    expect(rows.sort()).toEqual(options.map(({ usage }) => `\`${usage}\``).sort());
  });

  it.each(pages)('named in %s exist', (page) => {
    const known = new Set([...help.values()].flatMap(({ options }) => options.map(({ name }) => name)));
    const named = [...text(page).matchAll(/`(--[a-z][a-z0-9-]*)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !known.has(name) && name !== '--help')).toEqual([]);
  });

  it('have a page for every command of the program', async () => {
    const { stdout } = await mailspec(['--help']);
    const [, listed = ''] = stdout.split('Commands:');
    const names = [...listed.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
    expect(names.filter((name) => name !== 'help').sort()).toEqual([...commands].sort());
    for (const command of commands) expect(linksOf(text('docs/README.md'))).toContain(`${command}.md`);
  });
});

it('transcripts of the pages parse', () => {
  const blocks = pages.flatMap((page) => codeBlocks(text(page), 'transcript').map((block) => [page, block] as const)); // prettier-ignore
  expect(blocks.length).toBeGreaterThan(4);
  for (const [page, block] of blocks) expect(parseTranscript(block, page).cases.length).toBeGreaterThan(0);
});
