import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.js';
import { generate, holeType, matchesType, typeNames } from './types.js';

describe('types', () => {
  it.each([...typeNames])('%s takes what it makes, for every seed', (name) => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const made = generate(name, Random.from(seed));
        expect(matchesType(name, made)).toBe(true);
        expect(generate(name, Random.from(seed))).toEqual(made);
      }),
    );
  });

  it('answers for any octets, and reaches at least as far as what it takes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...typeNames), fc.uint8Array({ maxLength: 40 }), (name, data) => {
        const octets = Buffer.from(data);
        if (matchesType(name, octets)) expect(holeType(name)?.reach(octets, 0)).toBe(octets.length);
        for (let offset = 0; offset <= octets.length; offset++) {
          const reach = holeType(name)?.reach(octets, offset) ?? -1;
          expect(reach >= offset && reach <= octets.length).toBe(true);
        }
      }),
    );
  });

  const yes: Record<string, string[]> = {
    text: ['', 'a', ' ', 'a b\xff\0'],
    word: ['a', '!~'],
    number: ['0', '007', '18446744073709551616'],
    'nz-number': ['1', '4294967295'],
    'msg-id': [
      '<1896.697170952@dbc.mtview.ca.us>',
      '<a@b>',
      '<"a@b"@c>',
      '<"a\\"b".c@d>',
      '<a=+/b@[127.0.0.1]>',
      '<a@b.[x]>',
      "<!#$%&'*+-/=?^_`{|}~@x>",
    ],
    base64: ['', 'QQ==', 'QR==', 'QUI=', 'QUJD', 'QUJDQQ=='],
    hex: ['0', 'aF'],
    digest: ['c4c9334bac560ecc979e58001b3e22fb'],
    'unique-id': ['a', '!'.repeat(70)],
    host: ['a', 'a-b.c1', '127.0.0.1'],
    lines: ['', 'a\r\n', '\r\na\r\n'],
    atom: ['a', '+]x[', 'A001'],
    tag: ['A1', ']'],
    string: ['""', '"a b"', '"\\"\\\\"', '{3}\r\nabc', '{0}\r\n'],
    astring: ['a', '"a b"', '{1}\r\n\0'],
    nstring: ['NIL', 'nil', '"NIL"'],
    flag: ['\\Seen', '$x', 'x'],
    'flag-list': ['()', '(\\Seen)', '(\\Seen $x \\*)'],
    'date-time': ['"17-Jul-1996 02:44:25 -0700"', '" 1-jan-2000 00:00:00 +0000"'],
    any: ['a', '"a b"', '(a (b "c)") NIL)', '{2}\r\n()', '((a)(b))'],
  };
  const no: Record<string, string[]> = {
    text: ['a\r', 'a\nb'],
    word: ['', 'a b', '\x7f', '\xe9'],
    number: ['', '-1', '1 ', '1.5'],
    'nz-number': ['0', '01', '4294967296', '99999999999'],
    'msg-id': [
      '',
      '<>',
      '<@>',
      '<a>',
      '<a@>',
      '<@b>',
      'a@b',
      '<a@b@c>',
      '<a b@c>',
      '<a@b c>',
      '<a..b@c>',
      '<.a@b>',
      '<a@b.>',
      '<a@b>x',
      ' <a@b>',
      '<a@\xe9>',
      '<\x01@b>',
      '<"a b"@c>',
      '<"a@b>',
      '<a@[b>',
      '<a@b>\r',
      '<<a@b>>',
    ],
    base64: ['Q', 'QQ', 'QQ=', 'Q===', 'QQ==QQ==', 'QQ====', '=', 'Q-==', 'QQ==\n'],
    hex: ['', 'g', '0x1'],
    digest: [
      'C4C9334BAC560ECC979E58001B3E22FB',
      'c4c9334bac560ecc979e58001b3e22f',
      'c4c9334bac560ecc979e58001b3e22fb0',
    ],
    'unique-id': ['', 'a b', '!'.repeat(71)],
    host: ['', '-a', 'a-', 'a..b', 'a_b', 'a.'],
    lines: ['a', 'a\n', 'a\r'],
    atom: ['', 'a b', 'a(', 'a"', 'a%', '\\a', '\xe9'],
    tag: ['a+', ''],
    string: ['a', '"a', '"a"b', '"\\a"', '{3}\r\nab', '{3}\r\nabcd', 'NIL'],
    astring: ['', 'a b', '"a'],
    nstring: ['NI', 'NILL', 'a'],
    flag: ['\\', '\\\\a', 'a\\b', '\\*', 'a b'],
    'flag-list': ['', '(', '(\\Seen  x)', '( \\Seen)', '\\Seen', '(a))'],
    'date-time': [
      '17-Jul-1996 02:44:25 -0700',
      '"1-Jan-2000 00:00:00 +0000"',
      '"17-Foo-1996 02:44:25 -0700"',
    ],
    any: ['', 'a b', '(a', 'a)', '"a', '(a))', `${'('.repeat(100)}${')'.repeat(100)}`],
  };

  it('tries every type both ways', () => {
    expect(new Set(Object.keys(yes))).toEqual(typeNames);
    expect(new Set(Object.keys(no))).toEqual(typeNames);
  });
  it.each(Object.entries(yes).flatMap(([name, all]) => all.map((text) => [name, text])))(
    '%s takes %j',
    (name, text) => {
      expect(matchesType(name, Buffer.from(text, 'latin1'))).toBe(true);
    },
  );
  it.each(Object.entries(no).flatMap(([name, all]) => all.map((text) => [name, text])))(
    '%s refuses %j',
    (name, text) => {
      expect(matchesType(name, Buffer.from(text, 'latin1'))).toBe(false);
    },
  );
});
