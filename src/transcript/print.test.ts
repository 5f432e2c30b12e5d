import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Case, CaseHeads, LineStep, Node, Side, StageStep } from '../model/case.js';
import type { Expression } from '../model/expression.js';
import type { Piece, Template } from '../model/template.js';
import { parseExpression } from './expression-parser.js';
import { ACCOUNT_PROPERTIES, SIDES } from './heads.js';
import { parseTranscript, type ParsedFile } from './parse.js';
import { printExpression } from './print-expression.js';
import { printQuotedTemplate, printTemplate } from './print-template.js';
import { printCase, printTranscript } from './print.js';
import { stripLocations } from './strip-locations.js';
import { parseTemplate } from './template-parser.js';

const at = { file: '', line: 0, column: 0 };
const FILE = 'mine.transcript';

const bytes = fc.uint8Array({ maxLength: 12 }).map((octets) => Buffer.from(octets));
const name = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9]{0,4}(-[A-Za-z0-9]{1,3}){0,2}$/)
  .filter((text) => !['and', 'or', 'not', 'is', 'empty'].includes(text));
const row = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9.-]{0,12}$/);
const count = fc.nat({ max: 1e9 });
/** Characters that mean something somewhere in the language, and some that are long in UTF-8. */
const character = fc.constantFrom(...('aZ09 .$…{}()"\\#:=!?*&-CS\té😀\u2028\u00a0'.match(/./gsu) ?? []));
const line = fc.array(character, { maxLength: 16 }).map((all) => all.join(''));
const words = fc
  .array(fc.stringMatching(/^[!-~é]{1,6}$/), { minLength: 1, maxLength: 5 })
  .map((all) => all.join(' '))
  .filter((text) => !text.endsWith('\\'));

const expression: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    count.map((value) => ({ kind: 'number' as const, value })),
    bytes.map((value) => ({ kind: 'string' as const, value })),
    name.map((text) => ({ kind: 'name' as const, name: text, at })),
    fc.record({
      kind: fc.constant('call' as const),
      name,
      args: fc.array(tie('any'), { maxLength: 3 }),
      at: fc.constant(at),
    }),
    fc.record({
      kind: fc.constant('binary' as const),
      op: fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', 'and', 'or'),
      left: tie('any'),
      right: tie('any'),
    }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('any') }),
    fc.record({ kind: fc.constant('is' as const), operand: tie('any'), type: name, at: fc.constant(at) }),
  ),
})).any;

/** One name has one type in a case, so the type is made of the name. */
const hole: fc.Arbitrary<Piece> = fc
  .tuple(fc.option(name), fc.option(expression))
  .map(([text, value]) => ({ kind: 'hole', name: text, type: `t-${text ?? 'none'}`, value, at }));
const value: fc.Arbitrary<Piece> = expression.map((e) => ({ kind: 'value', expression: e, at }));
const any: fc.Arbitrary<Piece> = fc.constant({ kind: 'any', at });
const plainText: fc.Arbitrary<Piece> = line
  .filter((text) => text !== '' && !text.includes('...') && !text.includes('${'))
  .map((text) => ({ kind: 'text', bytes: Buffer.from(text) }));
const rawText: fc.Arbitrary<Piece> = bytes
  .filter((octets) => octets.length > 0)
  .map((octets) => ({ kind: 'text', bytes: octets }));

const textOf = (piece: Piece | undefined): string | null =>
  piece?.kind === 'text' ? piece.bytes.toString() : null;
const noNeighbours = (t: Template): boolean =>
  t.every((piece, i) => piece.kind !== 'text' || t[i + 1]?.kind !== 'text');

/** What a `C:` line can hold as it stands; the rest is written in holes. */
const plainTemplate = fc
  .array(fc.oneof(plainText, hole, value, any), { maxLength: 5 })
  .filter(
    (t) =>
      noNeighbours(t) &&
      !/[ \t\\]$/.test(textOf(t.at(-1)) ?? '') &&
      t.every((piece, i) => !(t[i + 1]?.kind === 'any' && textOf(piece)?.endsWith('.'))) &&
      !(textOf(t[0])?.startsWith('(') && textOf(t.at(-1))?.endsWith(')')),
  );
const quotedTemplate = fc.array(fc.oneof(rawText, hole, value), { maxLength: 5 }).filter(noNeighbours);

const connection = fc.integer({ min: 1, max: 99 });
const kind = fc.constant('line' as const);
const here = fc.constant(at);
const lineStep: fc.Arbitrary<LineStep> = fc.oneof(
  fc.record({
    kind,
    side: fc.constant('C' as const),
    mark: fc.constantFrom('', '?', '!'),
    connection,
    template: plainTemplate,
    at: here,
  }),
  fc.record({
    kind,
    side: fc.constant('S' as const),
    mark: fc.constantFrom('', '?', '*', '!'),
    connection,
    template: plainTemplate,
    at: here,
  }),
  fc.record({
    kind,
    side: fc.constantFrom('C', 'S'),
    mark: fc.constant('=' as const),
    connection,
    template: quotedTemplate,
    at: here,
  }),
  // Every case below begins with a line of each side on connection 1, so these may stand anywhere.
  fc.record({
    kind,
    side: fc.constantFrom('C', 'S'),
    mark: fc.constant('&' as const),
    connection: fc.constant(1),
    template: plainTemplate,
    at: here,
  }),
);

const stage = (
  side: StageStep['side'],
  mark: StageStep['mark'],
  direction: fc.Arbitrary<StageStep['direction']>,
): fc.Arbitrary<StageStep> =>
  fc.record({
    kind: fc.constant('stage' as const),
    side: fc.constant(side),
    mark: fc.constant(mark),
    connection: side === null ? fc.constant(1) : connection,
    direction,
    at: here,
  });
const stageStep: fc.Arbitrary<StageStep> = fc.oneof(
  stage('S', '?', fc.constant({ name: 'close' })),
  stage(
    'S',
    '',
    fc.constantFrom({ name: 'close' }, { name: 'half-close' }, { name: 'reset' }, { name: 'starttls' }),
  ),
  stage('C', '', fc.constantFrom({ name: 'close' }, { name: 'reset' }, { name: 'login' })),
  stage(
    'C',
    '',
    name.map((mailbox) => ({ name: 'select', mailbox })),
  ),
  stage(null, '', fc.constantFrom({ name: 'restart' }, { name: 'run again' })),
  stage(
    null,
    '',
    fc.integer({ min: 1, max: 600_000 }).map((ms) => ({ name: 'wait', ms })),
  ),
);

const node: fc.Arbitrary<Node> = fc.letrec<{ any: Node }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    lineStep,
    stageStep,
    row.map((text) => ({ kind: 'rule' as const, row: text, at })),
    fc.tuple(fc.constantFrom('assert', 'require'), expression).map(([how, e]) => ({
      kind: 'check' as const,
      how,
      expression: e,
      text: printExpression(e),
      at,
    })),
    words.map((text) => ({ kind: 'observe' as const, text, at })),
    fc.constant({ kind: 'then' as const, at }),
    fc.record({
      kind: fc.constant('either' as const),
      branches: fc.array(fc.array(tie('any'), { maxLength: 3 }), { minLength: 2, maxLength: 3 }),
      at: here,
    }),
  ),
})).any;

const wordList = fc.array(
  fc.oneof(row, fc.string({ unit: 'binary', minLength: 1, maxLength: 8 })).filter((text) => text !== '!'),
  { maxLength: 3 },
);
const state = fc.uniqueArray(
  fc.oneof(
    fc.record({ connection, state: fc.constantFrom('nonauth', 'auth'), mailbox: fc.constant(null) }),
    fc.record({ connection, state: fc.constant('selected' as const), mailbox: name }),
  ),
  { selector: (each) => each.connection, maxLength: 3 },
);
const mail = fc.record({
  box: fc.option(name),
  messages: fc.array(
    fc.oneof(
      fc.nat({ max: 1 << 26 }).map((octets) => ({ kind: 'octets' as const, octets })),
      fc.stringMatching(/^[a-z0-9_][a-z0-9._-]{0,8}$/).map((file) => ({ kind: 'file' as const, name: file })),
    ),
    { maxLength: 3 },
  ),
});
const each = fc.oneof(
  fc.record({ name, from: fc.nat({ max: 999 }), length: fc.integer({ min: 1, max: 9 }) }).map((range) => ({
    name: range.name,
    values: Array.from({ length: range.length }, (_, i) => range.from + i),
    range: true,
  })),
  fc.record({
    name,
    values: fc.array(fc.oneof(count, bytes), { minLength: 1, maxLength: 4 }),
    range: fc.constant(false),
  }),
);
const heads: fc.Arbitrary<CaseHeads> = fc.record({
  needs: wordList,
  state,
  mail: fc.option(mail),
  account: fc.option(
    fc.oneof(
      fc.record({ kind: fc.constant('exact' as const), user: bytes, secret: bytes }),
      fc.record({
        kind: fc.constant('special' as const),
        property: fc.constantFrom(...ACCOUNT_PROPERTIES),
      }),
    ),
  ),
  offers: wordList,
  errand: fc
    .array(fc.tuple(name, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 3 })
    .map((pairs) => new Map(pairs)),
  example: fc.option(
    fc.record({
      row,
      values: fc.array(fc.tuple(name, bytes), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    }),
  ),
  slow: fc.option(words),
  each: fc.option(each),
});

const prose = fc
  .array(
    line.map((text) => text.replace(/[ \t]+$/, '')),
    { maxLength: 3 },
  )
  .map((lines) => lines.join('\n'));

const opening: readonly Node[] = [
  { kind: 'rule', row: 'r', at },
  { kind: 'line', side: 'C', mark: '', connection: 1, template: [], at },
  { kind: 'line', side: 'S', mark: '', connection: 1, template: [], at },
];

function contains(nodes: readonly Node[], wanted: (node: Node) => boolean): boolean {
  return nodes.some(
    (each) =>
      wanted(each) || (each.kind === 'either' && each.branches.some((branch) => contains(branch, wanted))),
  );
}

type FileParts = Pick<ParsedFile, 'title' | 'rfc' | 'section'> & { readonly prefix: string };
const about: fc.Arbitrary<FileParts> = fc.oneof(
  words.map((text) => ({ title: `T ${text}`, rfc: '', section: '', prefix: 'mine' })),
  fc.tuple(fc.nat({ max: 99_999 }), row, words).map(([rfc, section, text]) => ({
    title: `RFC ${rfc} section ${section}: ${text}`,
    rfc: String(rfc),
    section,
    prefix: `rfc${rfc}/${section}`,
  })),
);

const file: fc.Arbitrary<ParsedFile> = fc
  .record({
    about,
    pop3: fc.boolean(),
    cases: fc.uniqueArray(
      fc.record({
        name: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,12}$/),
        prose,
        side: fc.constantFrom(...SIDES),
        heads,
        steps: fc.array(node, { maxLength: 8 }),
      }),
      { selector: (c) => c.name, minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ about: { prefix, ...head }, pop3, cases }) => {
    const mailboxes = cases.some(
      (c) =>
        c.heads.state.some((one) => one.mailbox !== null) ||
        contains(c.steps, (n) => n.kind === 'stage' && n.direction.name === 'select'),
    );
    const protocol = pop3 && !mailboxes ? 'pop3' : 'imap';
    const finished = cases.map(({ name: last, side, steps, ...rest }): Case => {
      const forbids = contains(steps, (n) => n.kind === 'line' && n.side === 'C' && n.mark === '!');
      const player: Side = forbids ? 'client' : side;
      const id = `${prefix}/${last}`;
      return { ...rest, ...head, id, protocol, side: player, steps: [...opening, ...steps], at };
    });
    return { ...head, protocol, cases: finished, problems: [] };
  });

describe('what is printed reads back the same', () => {
  it('expressions', () => {
    fc.assert(
      fc.property(expression, (e) => {
        expect(stripLocations(parseExpression(printExpression(e), at))).toEqual(e);
      }),
      { numRuns: 500 },
    );
  });

  it('templates', () => {
    fc.assert(
      fc.property(plainTemplate, (t) => {
        expect(stripLocations(parseTemplate(printTemplate(t), at))).toEqual(t);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(quotedTemplate, (t) => {
        expect(stripLocations(parseTemplate(printQuotedTemplate(t), at, true))).toEqual(t);
      }),
      { numRuns: 500 },
    );
  });

  it('whole files', () => {
    fc.assert(
      fc.property(file, (f) => {
        expect(stripLocations(parseTranscript(printTranscript(f), FILE))).toEqual(f);
      }),
      { numRuns: 300 },
    );
  });

  it('octets that no line can hold, as holes of the same octets', () => {
    const octetsOf = (t: Template): Buffer =>
      Buffer.concat(
        t.map((piece) => {
          if (piece.kind === 'text') return piece.bytes;
          if (piece.kind === 'value' && piece.expression.kind === 'string') return piece.expression.value;
          throw new Error(`${piece.kind} came back`);
        }),
      );
    const awkward = fc.oneof(
      bytes,
      line.map((text) => Buffer.from(text)),
      fc
        .constantFrom('(close)', '... ', '${x}', 'a\\', '....', '(', '\r\n', '$${', ' ')
        .map((t) => Buffer.from(t)),
    );
    fc.assert(
      fc.property(fc.array(awkward, { maxLength: 4 }), (texts) => {
        const t = texts.map((octets): Piece => ({ kind: 'text', bytes: octets }));
        const c: Case = {
          id: 'mine/a',
          title: 'Mine',
          rfc: '',
          section: '',
          protocol: 'pop3',
          prose: '',
          side: 'server',
          heads: {
            needs: [],
            state: [],
            mail: null,
            account: null,
            offers: [],
            errand: new Map(),
            example: null,
            slow: null,
            each: null,
          },
          steps: [...opening, { kind: 'line', side: 'S', mark: '', connection: 1, template: t, at }],
          at,
        };
        const parsed = parseTranscript(`Mine\nprotocol: pop3\n\n${printCase(c)}`, FILE);
        expect(parsed.problems).toEqual([]);
        const step = parsed.cases[0]?.steps.at(-1);
        expect(step?.kind === 'line' ? octetsOf(step.template) : null).toEqual(Buffer.concat(texts));
      }),
      { numRuns: 500 },
    );
  });

  it('free text of any kind, on one line', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(file, text, text, text, (f, title, slow, told) => {
        const cases = f.cases.map((c) => ({ ...c, prose: told, heads: { ...c.heads, slow: `x${slow}` } }));
        const parsed = parseTranscript(printTranscript({ ...f, title: `T ${title}`, cases }), FILE);
        expect(parsed.problems).toEqual([]);
        expect(parsed.cases.map((c) => c.steps.length)).toEqual(f.cases.map((c) => c.steps.length));
      }),
      { numRuns: 200 },
    );
  });
});

describe('whatever is read', () => {
  it('ends in cases and problems, never in an exception', () => {
    const fragments = fc.constantFrom(
      ...['Mine\n', 'RFC 1 section 2: x\n', 'protocol: pop3\n', '\n== a\n', 'side: server\n', '\nrule: r\n'],
      ...[
        'C: ',
        'S? ',
        'S1* ',
        'C= "',
        '"',
        '${',
        '}',
        'x:number',
        ' = ',
        '(',
        ')',
        '...',
        'assert ',
        'is not ',
      ],
      ...[
        'either\n',
        'or\n',
        'end\n',
        'then\n',
        '\\\n',
        '  # ',
        '\r',
        '\0',
        '\\x',
        'mail: ',
        'each: i in ',
        '0..9',
      ],
    );
    const soup = fc.array(fc.oneof(fragments, fragments, fc.string({ unit: 'binary', maxLength: 3 })));
    fc.assert(
      fc.property(soup, (pieces) => {
        const { cases, problems } = parseTranscript(pieces.join(''), FILE);
        expect(cases.length + problems.length).toBeGreaterThan(0);
        for (const problem of problems) {
          expect(problem.at.line).toBeGreaterThan(0);
          expect(problem.at.column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
