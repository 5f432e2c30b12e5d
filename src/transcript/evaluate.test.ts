import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Environment } from './environment.js';
import { evaluate, holds, namesIn, type EvaluationContext } from './evaluate.js';
import { parseExpression } from './expression-parser.js';
import { arityOf, functionNames, functions } from './functions.js';
import { Random } from './random.js';
import { ScriptError, UnboundName, Unfit, type Evaluated, type Value } from './value.js';

const at = { file: 'a.transcript', line: 3, column: 8 };
const message = Buffer.from('Subject: x\r\nTo: y\r\n\r\none\r\ntwo\r\n\r\nfour\r\n');
const context: EvaluationContext = { functions, messages: [message], random: Random.from('test') };
const names = Environment.of(
  Object.entries({
    user: Buffer.from('tim'),
    secret: Buffer.from('tanstaaftanstaaf'),
    stamp: Buffer.from('<1896.697170952@dbc.mtview.ca.us>'),
    challenge: Buffer.from('PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+'),
    size: Buffer.from('320'),
    list: [Buffer.from('1 120'), Buffer.from('2 200')],
    broken: Buffer.from('QR=='),
    word: Buffer.from('abc'),
    zero: 0,
    no: false,
  } satisfies Record<string, Value>),
);

function run(text: string): Evaluated {
  return evaluate(parseExpression(text, at), names, context);
}
function shown(text: string): unknown {
  const value = run(text);
  return Buffer.isBuffer(value) ? value.toString('latin1') : value;
}

describe('evaluate', () => {
  it.each<[string, unknown]>([
    ['1 + 2 * 3', 7],
    ['7 / 2', 3],
    ['7 % 4', 3],
    ['size == 320', true],
    ['320 == size', true],
    ['size != 321', true],
    ['size + 1 > size', true],
    ['size <= 319', false],
    ['word == 5', false],
    ['user == "tim"', true],
    ['zero == 0 and not no', true],
    ['octets(list) == 14', true],
    ['lines(list)', 2],
    ['sum(list, 2) == size', true],
    ['line(list, 2)', '2 200'],
    ['column(line(list, 2), 2)', '200'],
    ['body(list)', '1 120\r\n2 200'],
    ['lines(first(list, 1))', 1],
    ['line(last(list, 1), 1)', '2 200'],
    ['first(word, 2)', 'ab'],
    ['last(word, 2)', 'bc'],
    ['octets(message(1))', message.length],
    ['top(message(1), 1)', 'Subject: x\r\nTo: y\r\n\r\none\r\n'],
    ['top(message(1), 0)', 'Subject: x\r\nTo: y\r\n\r\n'],
    ['top(message(1), 99) == message(1)', true],
    ['line(message(1), 4)', 'one'],
    ['lines(message(1))', 7],
    ['base64(plain("", user, "x"))', 'AHRpbQB4'],
    ['decode("QQ==")', 'A'],
    ['hex(md5("abc"))', '900150983cd24fb0d6963f7d28e17f72'],
    ['hex(hmac-md5("Jefe", "what do ya want for nothing?"))', '750c783e6ab0b503eaa86e310a5db738'],
    ['apop(stamp, "tanstaaf")', 'c4c9334bac560ecc979e58001b3e22fb'],
    ['cram-digest(challenge, secret)', 'b913a602c7eda7a495b4e6e7334d3890'],
    ['cram-md5(challenge, user, secret)', 'dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw'],
    ['decode(challenge) is msg-id', true],
    ['stamp is msg-id and not (word is msg-id)', true],
    ['flip-hex("00aF", 2)', '00bF'],
    ['flip-hex("00aF", 3)', '00aE'],
    ['flip-hex("00aF", 0)', '10aF'],
    ['repeat("ab", 3)', 'ababab'],
    ['upper("aé1")', 'A\xc3\xa91'],
    ['lower("ABc")', 'abc'],
    ['join("a", 1, "b")', 'a1b'],
    ['contains(stamp, "@dbc")', true],
    ['unique("a", "b", "a")', false],
    ['unique(list, "3")', true],
    ['without-brackets(stamp)', '1896.697170952@dbc.mtview.ca.us'],
    ['without-brackets("<")', ''],
    ['number("007")', 7],
    ['literal(word)', 'abc'],
    ['scram-client-first("a,b", "n")', 'n,,n=a=2Cb,r=n'],
    ['scram-client-first("a", "n", "z")', 'n,a=z,n=a,r=n'],
    ['scram-server-first("nm", "salt", 4096)', 'r=nm,s=c2FsdA==,i=4096'],
    ['scram-value("r=a=b,s=x", "r")', 'a=b'],
    ['swap-case("aB-c")', 'Ab-C'],
    ['utf8("\\xc3\\xa4") == "\\xc3\\xa4"', true],
    ['flip-bit("ab", 7)', '`b'],
    ['flip-bit("ab", 8)', 'a\xe2'],
    ['listed("TOP\r\nsasl PLAIN\r\n", "SASL")', true],
    ['listed("TOP\r\nSASLX\r\n", "SASL")', false],
    ['capability("TOP\r\nSASL A B\r\n", "sasl")', 'A B'],
    ['capability("TOP\r\n", "TOP")', ''],
    ['lines(lost-tags("TOP\r\nSTLS\r\nUIDL\r\n", "uidl\r\n", "STLS"))', 1],
    ['lines(lost-tags("TOP\r\nSASL A\r\n", "sasl B\r\nTOP\r\n"))', 0],
    [
      'scram-proof("SCRAM-SHA-1", "x,,m=1", "r=nm,s=c2FsdA==,i=1", "c=,r=nm", "x") == ' +
        'scram-proof("SCRAM-SHA-1", "n,,m=1", "r=nm,s=c2FsdA==,i=1", "c=,r=nm", "x")',
      true,
    ],
    [
      'scram-proof("SCRAM-SHA-1", "n,,m=1", "r=nm,s=c2FsdA==,i=1", "c=,r=nm", "x") == ' +
        'scram-proof("SCRAM-SHA-1", "n,,m=2", "r=nm,s=c2FsdA==,i=1", "c=,r=nm", "x")',
      false,
    ],
  ])('%s', (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });

  it('speaks the printed SCRAM exchange of RFC 5802 section 5', () => {
    const first = '"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"';
    const server = '"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"';
    const rest = `"scram-sha-1", ${first}, ${server}`;
    const proof = 'v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=';
    const without = 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j';
    expect(shown(`scram-client-final(${rest}, "pencil")`)).toBe(`${without},p=${proof}`);
    expect(shown(`scram-proof(${rest}, "${without}", "pencil")`)).toBe(proof);
    expect(shown(`scram-with-proof(${rest}, "${without}", "pencil")`)).toBe(`${without},p=${proof}`);
    expect(shown(`scram-bare(${first})`)).toBe('n=user,r=fyko+d2lbbFgONRv9qkxdawL');
    expect(shown(`scram-server-final(${rest}, "pencil")`)).toBe('v=rmF9pqV8S7suAoZWja4dJRkFsKQ=');
  });

  it.each([
    'decode(broken)',
    'decode("abc")',
    'decode(broken) != "x"',
    'not (decode(broken) is msg-id)',
    'cram-md5("!", user, secret)',
    'octets(decode("="))',
    'line(list, 3)',
    'column(word, 2)',
    'sum(list, 3)',
    'number(word)',
    'word < 5',
    'size / 0',
    'flip-hex("xyz", 1)',
    'scram-value("r=a", "s")',
    'swap-case("123")',
    'utf8("\\xe4")',
    'capability("TOP\r\n", "UIDL")',
    'scram-client-final("SCRAM-SHA-1", "n,,n=a,r=b", "e=other", "x")',
    'decode(broken) == "A" or no',
    'decode(broken) == "A" and zero == 0',
    'number("99999999999999999999")',
  ])('takes it for no fault of the script, and for false: %s', (text) => {
    const value = run(text);
    expect(value).toBeInstanceOf(Unfit);
    expect(holds(value, at)).toBe(false);
  });

  it('lets the other side of and and or decide', () => {
    expect(run('decode(broken) == "A" or zero == 0')).toBe(true);
    expect(run('decode(broken) == "A" and no')).toBe(false);
    expect(run('no and nothing-here')).toBe(false);
  });

  it.each([
    'nothing-here',
    'message(2)',
    'message(0)',
    'flip-hex("00", 2)',
    'repeat("a", 99999999999)',
    'zero and no',
    'not word',
    'no + 1',
    'list == 2',
    'base64(no)',
    'scram-server-final("SCRAM-MD5", "a", "b", "c")',
  ])('takes it for a fault of the script: %s', (text) => {
    expect(() => run(text)).toThrow(ScriptError);
  });

  it('says which name is not bound, and where', () => {
    expect(() => run('size == later')).toThrow(
      expect.objectContaining({ unbound: 'later', where: 'a.transcript:3:16' }),
    );
    expect(() => run('later')).toThrow(UnboundName);
    expect([...namesIn(parseExpression('f-not-called == join(a, b) or not (c is text)', at))]).toEqual([
      'f-not-called',
      'a',
      'b',
      'c',
    ]);
  });

  it('refuses unknown functions, types and wrong numbers of arguments', () => {
    const name = { kind: 'string', value: Buffer.from('x') } as const;
    const call = (fn: string, count: number): Evaluated =>
      evaluate({ kind: 'call', name: fn, args: Array(count).fill(name), at }, names, context);
    expect(() => call('toString', 1)).toThrow(ScriptError);
    expect(() => evaluate({ kind: 'is', operand: name, type: 'nothing', at }, names, context)).toThrow(
      ScriptError,
    );
    for (const fn of functionNames) {
      const arity = arityOf(fn);
      if (arity === undefined) throw new Error(fn);
      expect(() => call(fn, arity.min - 1)).toThrow(/does not take/);
      if (Number.isFinite(arity.max)) expect(() => call(fn, arity.max + 1)).toThrow(/does not take/);
    }
  });

  it('ends in a value or a ScriptError whatever octets a peer has sent', () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets));
    fc.assert(
      fc.property(fc.constantFrom(...functionNames), fc.array(bytes, { maxLength: 5 }), (fn, args) => {
        const call = {
          kind: 'call',
          name: fn,
          args: args.map((value) => ({ kind: 'string', value }) as const),
          at,
        } as const;
        try {
          evaluate(call, names, context);
        } catch (error) {
          expect(error).toBeInstanceOf(ScriptError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('flips a digest to another digest at every place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.nat(31), (octets, i) => {
        const digest = Buffer.from(octets).toString('hex');
        const flipped = String(shown(`flip-hex("${digest}", ${i})`));
        expect(flipped).toMatch(/^[0-9a-f]{32}$/);
        expect(flipped.split('').filter((digit, at) => digit !== digest[at])).toHaveLength(1);
        expect(flipped[i]).not.toBe(digest[i]);
      }),
    );
  });
});

describe('Environment', () => {
  it('forks without changing what it came from', () => {
    const base = Environment.of([['a', 1]]);
    const left = base.with('b', false);
    const right = base.with('b', 0).with('a', 2);
    expect([base.get('b'), left.get('b'), right.get('b')]).toEqual([undefined, false, 0]);
    expect([base.get('a'), left.get('a'), right.get('a')]).toEqual([1, 1, 2]);
    expect(right.names()).toEqual(['a', 'b']);
    expect(base.has('toString')).toBe(false);
  });
});

describe('Random', () => {
  it('repeats for a seed and differs for another', () => {
    const draw = (seed: string): number[] => {
      const random = Random.from(seed);
      return Array.from({ length: 20 }, () => random.next());
    };
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
    expect(new Set(draw('')).size).toBe(20);
  });

  it('stays within its bounds and reaches both', () => {
    const random = Random.from('bounds');
    const drawn = new Set(Array.from({ length: 500 }, () => random.integer(3, 6)));
    expect([...drawn].sort()).toEqual([3, 4, 5, 6]);
  });
});
