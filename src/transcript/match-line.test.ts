import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Template } from '../model/template.js';
import { Environment } from './environment.js';
import type { EvaluationContext } from './evaluate.js';
import { functions } from './functions.js';
import { matchLine } from './match-line.js';
import { Random } from './random.js';
import { speak } from './speak.js';
import { parseTemplate } from './template-parser.js';
import { typeNames } from './types.js';
import { ScriptError, UnboundName, type Value } from './value.js';

const at = { file: 'a.transcript', line: 1, column: 1 };
const context: EvaluationContext = { functions, messages: [], random: Random.from('test') };

/** What a fit binds, as text; null: no fit. */
function bind(
  template: string,
  line: string | Buffer,
  known: Record<string, Value> = {},
): Record<string, string> | null {
  const octets = typeof line === 'string' ? Buffer.from(line, 'latin1') : line;
  const base = Environment.of(Object.entries(known));
  const found = matchLine(parseTemplate(template, at), octets, base, context);
  if (found === null) return null;
  const own = found.names().filter((name) => !base.has(name));
  return Object.fromEntries(own.map((name) => [name, String(found.get(name))]));
}

describe('matchLine', () => {
  it.each<[string, string, Record<string, string> | null]>([
    ['+OK', '+OK', {}],
    ['+OK', '+OK ', null],
    ['+OK', '+ok', null],
    // `...` and its blank
    ['+OK ...', '+OK', {}],
    ['+OK ...', '+OK ', {}],
    ['+OK ...', '+OK ready', {}],
    ['+OK ...', '+OKready', null],
    ['+OK 2 ${t:number} ...', '+OK 2 320', { t: '320' }],
    ['+OK 2 ${t:number} ...', '+OK 2 320 octets', { t: '320' }],
    ['+OK 2 ${t:number} ...', '+OK 2 320octets', null],
    ['+OK ... ${s:msg-id} ...', '+OK <a@b>', { s: '<a@b>' }],
    ['+OK ... ${s:msg-id} ...', '+OK POP3 ready <a@b> here', { s: '<a@b>' }],
    ['+OK ... ${s:msg-id} ...', '+OK  <a@b>', { s: '<a@b>' }],
    ['+OK ... ${s:msg-id} ...', '+OK x<a@b>', null],
    ['a...b', 'ab', {}],
    ['a...b', 'a b', {}],
    ['a ...b', 'ab', null],
    ['a ... b', 'a b', {}],
    ['a ... b', 'a  b', {}],
    ['a ... b', 'a x b', {}],
    ['a ... b', 'ab', null],
    ['a ... b ... c', 'a b c', {}],
    ['a ... b ... c', 'a b b c c', {}],
    ['... b', ' b', {}],
    ['...', '', {}],
    // the leftmost fit binds
    ['... ${s:msg-id} ...', 'x <a@b> <c@d>', { s: '<a@b>' }],
    ['+OK ...${n:number}...', '+OK a12b34', { n: '12' }],
    // holes take what they can and give way
    ['"${d:text}08 ${t:text}"', '"22-Feb-2008 17:00"', { d: '22-Feb-20', t: '17:00' }],
    ['${a:text} ${b:text}', 'x y z', { a: 'x y', b: 'z' }],
    ['${a:text}a${b:text}', 'aaaa', { a: 'aaa', b: '' }],
    ['${a:number}0', '100', { a: '10' }],
    ['${a:base64}A', 'QUJDA', { a: 'QUJD' }],
    ['${a:number}', '12a', null],
    ['+ ${c:base64}', '+ ', { c: '' }],
    ['+ ${c:base64}', '+ QQ==', { c: 'QQ==' }],
    ['+ ${c:base64}', '+ QQ=', null],
    ['x ${s:string} y', 'x "a \\" y" y', { s: '"a \\" y"' }],
    [
      '(${f:flag-list} ${d:date-time})',
      '((\\Seen) "17-Jul-1996 02:44:25 -0700")',
      { f: '(\\Seen)', d: '"17-Jul-1996 02:44:25 -0700"' },
    ],
    // a name twice compares, and the first one gives way for it
    ['${a:text} ${a:text}', 'x x', { a: 'x' }],
    ['${a:text} ${a:text}', 'x y', null],
    ['${a:text}${a:text}', 'abab', { a: 'ab' }],
    ['... ${a:number} ... ${a:number}', '1 2 3 2', { a: '2' }],
    ['${a:text} ${octets(a)}', 'abc 3', { a: 'abc' }],
    ['${a:number}${b:number} ${octets(a)}', '1234 2', { a: '12', b: '34' }],
    // anonymous holes; a value to speak is not looked at
    ['${:number} ${:number}', '1 2', {}],
    ['<${n:number = 7}>', '<8>', { n: '8' }],
    ['<${n:number = "x"}>', '<x>', null],
  ])('%s against %j', (template, line, expected) => {
    expect(bind(template, line)).toEqual(expected);
  });

  it('compares bound names and values octet for octet', () => {
    const known = { user: Buffer.from('tim'), n: 12, stamp: Buffer.from('<a@b>'), list: [Buffer.from('x')] };
    expect(bind('USER ${user}', 'USER tim', known)).toEqual({});
    expect(bind('USER ${user}', 'USER TIM', known)).toBeNull();
    expect(bind('${n:number}', '12', known)).toEqual({});
    expect(bind('${n:number}', '012', known)).toBeNull();
    expect(bind('${n + 1} ...', '13 x', known)).toEqual({});
    expect(bind('${stamp:text}', '<a@c>', known)).toBeNull();
    expect(bind('APOP ${user} ${apop(stamp, "s")}', 'APOP tim 0', known)).toBeNull();
    expect(bind('${decode(user)}', '', known)).toBeNull();
  });

  it('says what is wrong with the template', () => {
    expect(() => bind('${nothing}', '')).toThrow(UnboundName);
    const hole = { kind: 'hole', name: 'a', type: 'nothing', value: null, at } as const;
    expect(() => matchLine([hole], Buffer.from('a'), Environment.of(), context)).toThrow(ScriptError);
  });

  const LONG = 65_536;
  it.each([
    ['${a:text}x${b:text}x${c:text}x${d:text}y', 'x'],
    ['... ${a:text} ... ${b:text} ... z', ' '],
    ['... ${a:text} ... ${b:text} ... z', 'x '],
    ['... a ... a ... a ... b', 'a '],
    ['...${a:number}...${b:number}...z', '1'],
    ['...a...a...a...a...b', 'a'],
    ['${a:text}a${b:word}a${c:text}a${d:word}', 'a\n'],
    ['+OK ... ${a:msg-id} ...', '<@ '],
  ])('gives up on a long line without trying it all: %s', (template, unit) => {
    const line = Buffer.from(unit.repeat(Math.floor(LONG / unit.length)));
    expect(bind(template, line)).toBeNull();
    expect(bind(template, Buffer.concat([line, Buffer.from(' xyzab\n')]))).toBeNull();
  });

  it('ends on a long line even where a name is read in the line that binds it', () => {
    const line = 'a'.repeat(2000);
    expect(bind('${a:text}b${a:text}', `${line}b${line}`)).toEqual({ a: line });
    expect(() => bind('${a:text}${b:text}${a:text}${c:text}${b:text}z', `${line}z\n`)).toThrow(
      /too many ways/,
    );
  });

  it('takes a long line', () => {
    const line = Buffer.from(`+OK ${'x y '.repeat(LONG / 4)}<a@b> end`);
    expect(bind('+OK ... ${s:msg-id} ...', line)).toEqual({ s: '<a@b>' });
    expect(bind('${a:text} ${b:word} ${c:word}', line)?.['b']).toBe('<a@b>');
  });
});

/** The same rules, tried without any memory: slow and plain. */
function fits(template: Template, line: string, bound: ReadonlyMap<string, string>): boolean {
  const [piece, ...rest] = template;
  if (piece === undefined) return line === '';
  if (piece.kind === 'text') {
    const text = piece.bytes.toString('latin1');
    return line.startsWith(text) && fits(rest, line.slice(text.length), bound);
  }
  if (piece.kind === 'value') throw new Error('not in these templates');
  for (let end = 0; end <= line.length; end++) {
    const part = line.slice(0, end);
    if (piece.kind === 'hole') {
      const before = piece.name === null ? undefined : bound.get(piece.name);
      const fit =
        before === undefined ? (piece.type === 'number' ? /^[0-9]+$/ : /^.*$/).test(part) : part === before;
      if (!fit) continue;
    }
    const inner = piece.kind === 'hole' && piece.name !== null ? new Map(bound).set(piece.name, part) : bound;
    if (fits(rest, line.slice(end), inner)) return true;
  }
  return false;
}

describe('matchLine as a property', () => {
  const piece = fc.oneof(
    fc.constantFrom('a', '1', 'a1').map((text) => ({ kind: 'text', bytes: Buffer.from(text) }) as const),
    fc.constant({ kind: 'any', at } as const),
    fc
      .record({ name: fc.constantFrom('x', 'y', null), type: fc.constantFrom('text', 'number') })
      .map(({ name, type }) => ({ kind: 'hole', name, type, value: null, at }) as const),
  );
  const line = fc.array(fc.constantFrom('a', '1', 'b'), { maxLength: 9 }).map((all) => all.join(''));

  it('fits exactly when some way of cutting the line fits', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), line, (template, text) => {
        const found = matchLine(template, Buffer.from(text), Environment.of(), context);
        expect(found !== null).toBe(fits(template, text, new Map()));
      }),
      { numRuns: 5000 },
    );
  });

  it('takes what was spoken, and binds the same where a name fills a whole line', () => {
    const spoken = fc.oneof(
      fc
        .constantFrom('+OK ', ' ', '(', 'x')
        .map((text) => ({ kind: 'text', bytes: Buffer.from(text) }) as const),
      fc.constant({ kind: 'any', at } as const),
      fc
        .record({ name: fc.constantFrom('x', 'y', null), type: fc.constantFrom(...typeNames) })
        .map(({ name, type }) => ({ kind: 'hole', name, type, value: null, at }) as const),
    );
    fc.assert(
      fc.property(fc.array(spoken, { maxLength: 6 }), fc.string(), (template, seed) => {
        // One name, one type: spoken octets of the first hole are compared with what the second one is.
        const said = speak(template, Environment.of(), { ...context, random: Random.from(seed) });
        if (said.kind !== 'spoken') throw new Error(said.reason);
        expect(matchLine(template, said.octets, Environment.of(), context)).not.toBeNull();
        expect(matchLine(template, said.octets, said.environment, context)).not.toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});
