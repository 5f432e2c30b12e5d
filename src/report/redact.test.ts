import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escape } from '../model/escape.js';
import { redactEvent, redactPoint, redactText, redactWire } from './redact.js';
import { deviation, point, start, wire } from './sample.test.data.js';

const mrose = { user: Buffer.from('mrose'), secret: Buffer.from('tanstaaf') };
const odd = { user: Buffer.from('odd'), secret: Buffer.from('a"b\\c\xe9\x00d', 'latin1') };
const short = { user: Buffer.from('x'), secret: Buffer.from('ab') };
const all = [mrose, odd, short];

const shown = (...octets: (string | Buffer)[]) =>
  redactWire(
    octets.map((o, i) => wire(i, 'C', o)),
    all,
  ).map(({ bytes }) => bytes.toString('latin1'));
const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');

describe('on the wire', () => {
  test.each([
    [
      'PASS, whatever it is',
      'USER mrose\r\nPASS wrong one\r\nSTAT\r\n',
      'USER mrose\r\nPASS <secret>\r\nSTAT\r\n',
    ],
    ['a short secret of PASS', 'pass ab\r\n', 'pass <secret>\r\n'],
    ['a secret anywhere', 'xtanstaafx\r\n', 'x<secret>x\r\n'],
    ['LOGIN', 'a1 LOGIN mrose ab\r\n', 'a1 LOGIN mrose <secret>\r\n'],
    ['a quoted string', 'X "a\\"b\\\\c\xe9\x00d"\r\n', 'X "<secret>"\r\n'],
    ['AUTH LOGIN', `${base64('tanstaaf')}\r\n`, '<secret>\r\n'],
    ['AUTH LOGIN, short', `${base64('ab')}\r\n`, '<secret>\r\n'],
    ['AUTH PLAIN', `AUTH PLAIN ${base64('\0mrose\0tanstaaf')}\r\n`, 'AUTH PLAIN <secret>\r\n'],
    ['AUTH PLAIN, short', `AUTH PLAIN ${base64('\0x\0ab')}\r\n`, 'AUTH PLAIN <secret>\r\n'],
    ['damaged base64', `x${base64('\0mrose\0tanstaaf')}\r\n`, '<secret>\r\n'],
    [
      'nothing secret',
      'APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n',
      'APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n',
    ],
  ])('%s', (_, sent, expected) => {
    expect(shown(Buffer.from(sent, 'latin1'))).toEqual([expected]);
  });

  test('a secret that is sent in pieces', () => {
    expect(shown('PASS tan', 'sta', 'af\r\nSTAT\r\n')).toEqual(['PASS <secret>', '', '\r\nSTAT\r\n']);
  });

  test('each side and connection is read by itself', () => {
    const events = [
      wire(0, 'C', 'tans'),
      wire(1, 'S', 'PASS next'),
      wire(2, 'C', 'taaf'),
      wire(3, 'C', 'tans', { connection: 2 }),
    ];
    expect(redactWire(events, all).map(({ bytes }) => bytes.toString())).toEqual([
      '<secret>',
      'PASS next',
      '',
      'tans',
    ]);
  });

  test('no octet of a secret is left, wherever the pieces end', () => {
    const cutAt = fc.array(fc.nat({ max: 60 }), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 4, maxLength: 20 }),
        fc.constantFrom('raw', 'base64'),
        cutAt,
        (bytes, how, cuts) => {
          const secret = Buffer.from(bytes);
          const sent =
            how === 'raw'
              ? secret
              : Buffer.from(Buffer.concat([Buffer.from('\0u\0'), secret]).toString('base64'));
          const line = Buffer.concat([Buffer.from('X '), sent, Buffer.from('\r\n')]);
          const ends = [...new Set([0, ...cuts.map((at) => Math.min(at, line.length)), line.length])].sort(
            (a, b) => a - b,
          );
          const pieces = ends.slice(1).map((to, i) => wire(i, 'C', line.subarray(ends[i] ?? 0, to)));
          const left = Buffer.concat(
            redactWire(pieces, [{ user: Buffer.from('u'), secret }]).map((e) => e.bytes),
          );
          expect(left.includes(sent)).toBe(false);
          expect(left.toString('latin1')).toContain('<secret>');
        },
      ),
    );
  });
});

describe('in text', () => {
  test.each([
    ['+OK tanstaaf\\r\\n', '+OK <secret>\\r\\n'],
    [`got ${escape(odd.secret)} back`, 'got <secret> back'],
    [`+ ${base64('\0mrose\0tanstaaf')}\\r\\n`, '+ <secret>\\r\\n'],
    ['PASS is taken in clear text', 'PASS is taken in clear text'],
  ])('%s', (text, expected) => {
    expect(redactText(text, all)).toBe(expected);
  });

  test('every text of a point, and of every event', () => {
    const secret = 'it was tanstaaf';
    const dirty = point('fail', {
      reason: secret,
      observed: secret,
      deviations: [deviation({ expected: [secret], actual: 'PASS other\\r\\n', value: secret })],
      wire: [wire(0, '*', secret), wire(1, 'C', 'PASS x\r\n')],
    });
    const clean = redactPoint(dirty, all);
    expect(JSON.stringify(clean)).not.toContain('tanstaaf');
    expect(clean.deviations[0]?.actual).toBe('PASS <secret>\\r\\n');
    expect(clean.wire[1]?.bytes.toString()).toBe('PASS <secret>\r\n');
    expect(redactEvent({ kind: 'point', number: 1, point: dirty }, all)).toEqual({
      kind: 'point',
      number: 1,
      point: clean,
    });
    expect(redactEvent({ kind: 'note', text: secret }, all)).toEqual({
      kind: 'note',
      text: 'it was <secret>',
    });
    expect(redactEvent({ kind: 'end', complete: true, bailOut: secret, durationMs: 0 }, all)).toMatchObject({
      bailOut: 'it was <secret>',
    });
    if (start.kind !== 'start') throw new Error('the sample has changed');
    const told = { ...start, target: { ...start.target, facts: [{ name: 'x', value: secret }] } };
    expect(redactEvent(told, all)).toMatchObject({
      target: { facts: [{ name: 'x', value: 'it was <secret>' }] },
    });
  });

  test('without accounts nothing is changed: the reference server has no secrets', () => {
    const open = point('fail', { wire: [wire(0, 'C', 'PASS tanstaaf\r\n')] });
    expect(redactPoint(open, [])).toBe(open);
  });
});
