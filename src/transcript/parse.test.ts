import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Template } from '../model/template.js';
import { MailspecError } from '../model/errors.js';
import { parseExpression } from './expression-parser.js';
import { parseTranscript } from './parse.js';
import { printTemplate } from './print-template.js';
import { printCase, printStep, printTranscript } from './print.js';
import { stripLocations } from './strip-locations.js';
import { parseTemplate } from './template-parser.js';

const folder = new URL('fixtures/', import.meta.url);
const fixtures = readdirSync(folder).map(
  (name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const,
);

describe.each(fixtures)('%s', (name, text) => {
  it('reads without problems', () => {
    const parsed = parseTranscript(text, name);
    expect(parsed.problems).toEqual([]);
    expect(parsed.cases.length).toBe(text.split('\n').filter((line) => line.startsWith('== ')).length);
  });

  it('prints to what reads back the same', () => {
    const parsed = parseTranscript(text, name);
    const printed = printTranscript(parsed);
    expect(stripLocations(parseTranscript(printed, name))).toEqual(stripLocations(parsed));
    expect(printTranscript(parseTranscript(printed, name))).toBe(printed);
  });

  it('reads the same with CRLF and a byte order mark', () => {
    const parsed = parseTranscript(text, name);
    expect(parseTranscript(`\ufeff${text.replaceAll('\n', '\r\n')}`, name)).toEqual(parsed);
  });

  it('throws at no truncation, and keeps the cases before it', () => {
    const octets = Buffer.from(text);
    const ids = parseTranscript(text, name).cases.map((c) => c.id);
    for (let end = 0; end < octets.length; end++) {
      const cut = parseTranscript(octets.toString('utf8', 0, end), name);
      const finished = octets.toString('utf8', 0, end).split('\n== ').length - 2;
      expect(cut.cases.map((c) => c.id).slice(0, Math.max(finished, 0))).toEqual(
        ids.slice(0, Math.max(finished, 0)),
      );
    }
  });
});

describe('a file', () => {
  const file = (cases: string): string =>
    `RFC 5802 section A.1: Names\nprotocol: imap\nside: client\nneeds: login\n${cases}`;

  it('gives its cases ids from its title', () => {
    const [c] = parseTranscript(
      file('== plain-name.2\n\nrule: r\n'),
      'suites/rfc5802/A.1-names.transcript',
    ).cases;
    expect(c).toMatchObject({
      id: 'rfc5802/A.1/plain-name.2',
      rfc: '5802',
      section: 'A.1',
      title: 'RFC 5802 section A.1: Names',
      protocol: 'imap',
      at: { file: 'suites/rfc5802/A.1-names.transcript', line: 5, column: 1 },
    });
  });

  it('about no RFC gives them ids from its own name', () => {
    const text = 'My server: regressions\nprotocol: pop3\n== a\nside: server\n\nrule: r\n';
    const parsed = parseTranscript(text, 'some/where/my tests.transcript');
    expect(parsed).toMatchObject({ rfc: '', section: '', title: 'My server: regressions' });
    expect(parsed.cases.map((c) => c.id)).toEqual(['my-tests/a']);
  });

  it('holds heads for all cases that do not say otherwise', () => {
    const { cases } = parseTranscript(
      file('== a\n\nrule: r\n== b\nside: both\nneeds: x !y\n\nrule: r\n'),
      'f',
    );
    expect(cases.map((c) => [c.side, c.heads.needs])).toEqual([
      ['client', ['login']],
      ['both', ['x', '!y']],
    ]);
  });

  it('loses no case to a broken one, and says which that was', () => {
    const { cases, problems } = parseTranscript(
      file('== a\n\nrule: r\n== b\n\nrule: r\nC; x\nassert\nC: ${\n== c\n\nrule: r\n== a\n\nrule: r\n'),
      'f.transcript',
    );
    expect(cases.map((c) => c.id)).toEqual(['rfc5802/A.1/a', 'rfc5802/A.1/c']);
    expect(problems.map((p) => [p.at.line, p.caseId])).toEqual([
      [11, 'rfc5802/A.1/b'],
      [12, 'rfc5802/A.1/b'],
      [13, 'rfc5802/A.1/b'],
      [17, 'rfc5802/A.1/a'],
    ]);
  });

  it('whose head is broken spoils only the cases that need it', () => {
    const text = 'Mine\nprotocol: pop3\nside: nobody\n== a\n\nrule: r\n== b\nside: server\n\nrule: r\n';
    const { cases, problems } = parseTranscript(text, 'f');
    expect(cases.map((c) => c.id)).toEqual(['f/b']);
    expect(problems.map((p) => p.message)).toEqual(['expected server, client, both; found `nobody`']);
  });

  it('larger than 1 MiB is not read', () => {
    const { cases, problems } = parseTranscript(file('#'.repeat(1024 * 1024)), 'f');
    expect(cases).toEqual([]);
    expect(problems.map((p) => p.message)).toEqual(['this file is larger than 1 MiB']);
  });

  it.each([
    ['blanks', `C: a${' '.repeat(900_000)}b`],
    ['dots', `S: ${'.'.repeat(900_000)}x`],
    ['dollars', `S: ${'$'.repeat(900_000)}x`],
    ['hyphens', `assert ${'a-'.repeat(400_000)}`],
    ['quotes', `assert ${'"" '.repeat(300_000)}`],
    ['joins', `C: ${'x \\\n'.repeat(200_000)}y`],
    ['open quotes', `rule: r   ${'"  #'.repeat(200_000)}`],
    ['small lines', 'C\n'.repeat(100_000)],
  ])(
    'of %s is read in one go',
    (_, step) => {
      const parsed = parseTranscript(file(`== a\n\nrule: r\n${step}\n`), 'f');
      // Quadratic reading of any of these takes minutes and would run into the test's limit.
      expect(parsed.cases.length + Math.min(parsed.problems.length, 1)).toBe(1);
    },
    30_000,
  );
});

describe('a case', () => {
  const read = (body: string): ReturnType<typeof parseTranscript> =>
    parseTranscript(`Mine\nprotocol: imap\n== a\nside: server\n${body}`, 'f');

  it('keeps places through joined lines', () => {
    const [c] = read('\nrule: r\nC: A1 LIST \\\n     "" \\\n  ${user}\n').cases;
    const step = c?.steps[1];
    expect(step?.kind === 'line' && step.template).toEqual([
      { kind: 'text', bytes: Buffer.from('A1 LIST "" ') },
      {
        kind: 'value',
        expression: { kind: 'name', name: 'user', at: { file: 'f', line: 9, column: 5 } },
        at: { file: 'f', line: 9, column: 3 },
      },
    ]);
  });

  it('takes a comment behind two blanks, not inside quotes and not on C and S lines', () => {
    const [c] = read(
      'account: "a  # b" c  # d\nslow: a 5" disk  # e\n\nrule: r  # s\nassert "  # " == "x"   # y\nS: a  # b\n',
    ).cases;
    expect(c?.heads.account).toEqual({
      kind: 'exact',
      user: Buffer.from('a  # b'),
      secret: Buffer.from('c'),
    });
    expect(c?.heads.slow).toBe('a 5" disk');
    expect(c?.steps.map((step) => (step.kind === 'line' ? printStep(step) : step.kind))).toEqual([
      'rule',
      'check',
      'S: a  # b',
    ]);
  });

  it('has a canonical text for every check', () => {
    const [c] = read('\nrule: r\nassert (1+2)*3==007 and  not("x" is text)\n').cases;
    expect(c?.steps[1]).toMatchObject({ text: '(1 + 2) * 3 == 7 and "x" is not text' });
  });

  it('charges a name no one binds, but knows what the case itself binds', () => {
    const body =
      'mail: box 120\neach: i in 0..3\nexample: ex-1 nonce=x\n\nrule: r\nC: ${i} ${nonce} ${box} ${later}\nS: ${later:number}\n';
    const parsed = parseTranscript(`Mine\nprotocol: imap\n== a\nside: server\n${body}`, 'f', {
      names: new Set(),
    });
    expect(parsed.problems).toEqual([]);
  });
});

describe('parts', () => {
  const at = { file: 'f', line: 7, column: 3 };

  it('are read alone, with their place', () => {
    expect(parseExpression('a-b - 1', at)).toEqual({
      kind: 'binary',
      op: '-',
      left: { kind: 'name', name: 'a-b', at },
      right: { kind: 'number', value: 1 },
    });
    expect(parseTemplate('... ${"x"}', at)).toEqual([
      { kind: 'any', at },
      { kind: 'text', bytes: Buffer.from(' ') },
      { kind: 'value', expression: { kind: 'string', value: Buffer.from('x') }, at: { ...at, column: 7 } },
    ]);
    expect(parseTemplate('"...\\x00\\$"', at, true)).toEqual([
      { kind: 'text', bytes: Buffer.from('...\0$') },
    ]);
  });

  it('throw where they are broken', () => {
    expect(() => parseExpression('a b', at)).toThrow(MailspecError);
    expect(() => parseExpression('a b', at)).toThrow(expect.objectContaining({ where: 'f:7:5' }) as Error);
    expect(() => parseTemplate('${a b}', at)).toThrow(expect.objectContaining({ where: 'f:7:7' }) as Error);
  });
});

describe('the printer', () => {
  it('keeps a dot before `...` apart from it', () => {
    const at = { file: 'f', line: 1, column: 1 };
    const template: Template = [
      { kind: 'text', bytes: Buffer.from('a..') },
      { kind: 'any', at },
    ];
    expect(printTemplate(template)).toBe('a${".."}...');
    expect(parseTemplate('a.....', at).map((piece) => piece.kind)).toEqual(['text', 'any', 'text']);
  });

  it('numbers the first connection only beside others', () => {
    const text = 'Mine\nprotocol: pop3\n\n== a\nside: server\n\nrule: r\nC1: STAT\nS1: +OK\n';
    const [one] = parseTranscript(text, 'f').cases;
    expect(one && printCase(one)).toBe('== a\nside: server\n\nrule: r\nC: STAT\nS: +OK\n');
    const [two] = parseTranscript(`${text}C2: STAT\n`, 'f').cases;
    expect(two && printCase(two)).toBe('== a\nside: server\n\nrule: r\nC1: STAT\nS1: +OK\nC2: STAT\n');
  });
});
