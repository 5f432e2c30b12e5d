import { describe, expect, it } from 'vitest';
import { grammarRules, seen, type ServerLine } from './grammar.js';

const line = (text: string, more: Partial<ServerLine> = {}): ServerLine => ({
  octets: Buffer.from(text, 'latin1'), ending: 'crlf', kind: 'status', firstOfList: false, verb: 'NOOP', argument: '', toLegalCommand: true, codesAnnounced: true, ...more,
}); // prettier-ignore
const list = (verb: string, text: string): ServerLine => line(text, { kind: 'list', verb });
const brokenBy = (given: ServerLine): string[] =>
  grammarRules.filter((rule) => rule.applies(seen(given)) && !rule.keeps(seen(given))).map(({ row }) => row);

describe('lines as the RFCs have them break nothing', () => {
  it.each<[string, ServerLine]>([
    ['a bare +OK', line('+OK')],
    ['any text behind -ERR', line('-ERR \xe4 +OK -ERR .')],
    ['a greeting with no space behind the indicator', line('+OK<1@a>', { kind: 'greeting', verb: '' })],
    ['a status line of 512 octets', line(`+OK ${'x'.repeat(506)}`)],
    ['a longer one to an overlong command', line(`-ERR ${'x'.repeat(600)}`, { toLegalCommand: false })],
    ['a drop listing with more behind it', line('+OK 2 320 octets', { verb: 'STAT' })],
    ['a drop listing with more right behind the size', line('+OK 2 320.', { verb: 'STAT' })],
    ['a scan listing with more behind it', list('LIST', '1 120 unread')],
    ['a scan listing of one message', line('+OK 2 200', { verb: 'LIST', argument: '2' })],
    ['an id of 70 odd octets', list('UIDL', `1 ${'~'.repeat(70)}`)],
    ['text behind +OK to UIDL without argument', line('+OK two messages follow', { verb: 'UIDL' })],
    ['a capability with parameters', list('CAPA', 'SASL CRAM-MD5 X_Y-9')],
    ['a stuffed dot', list('RETR', '..x')],
    ['the first line of a list, which has a rule of its own', line('.x', { kind: 'list', verb: 'RETR', firstOfList: true })],
    ['an empty challenge', line('+ ', { kind: 'continuation', verb: 'AUTH' })],
    ['a padded challenge', line('+ PDE+', { kind: 'continuation', verb: 'AUTH' })],
    ['a response code', line('-ERR [SYS/PERM] no', { verb: 'PASS' })],
    ['[IN-USE] to PASS', line('-ERR [IN-USE] busy', { verb: 'PASS' })],
    ['brackets where no codes are announced', line('+OK [', { codesAnnounced: false })],
    ['the dot of a list', line('.', { kind: 'dot', verb: 'LIST' })],
  ])('%s', (_, given) => {
    expect(brokenBy(given)).toEqual([]);
  });
}); // prettier-ignore

describe('every rule can be broken', () => {
  const table: [string, ServerLine][] = [
    ['rfc1939-3-response-crlf', line('+OK', { ending: 'lf' })],
    ['rfc1939-3-two-indicators', line('OK', { kind: 'junk' })],
    ['rfc1939-3-indicator-uppercase', line('+ok')],
    ['rfc1939-3-response-form', line('+OKAY')],
    ['rfc1939-3-response-512', line(`+OK ${'x'.repeat(507)}`)],
    ['rfc1939-3-multiline-lines-crlf', line('x', { kind: 'list', verb: 'RETR', ending: 'lf' })],
    ['rfc1939-3-byte-stuffing', list('RETR', '.x')],
    ['rfc1939-5-stat-format', line('+OK 2  320', { verb: 'STAT' })],
    ['rfc1939-5-scan-format', list('LIST', '1: 120')],
    ['rfc1939-7-uidl-format', list('UIDL', '1 a b')],
    ['rfc2449-3-capability-line', list('CAPA', 'TOP ')],
    ['rfc2449-5-capa-line-512', list('CAPA', `X ${'x'.repeat(600)}`)],
    ['rfc4422-3.1-mechanism-names', list('CAPA', 'SASL CRAM.MD5')],
    ['rfc1734-2-challenge-plus-space', line('+ hello', { kind: 'continuation', verb: 'AUTH' })],
    ['rfc2449-6.4-bracket-is-code', line('-ERR [IN USE] no', { verb: 'PASS' })],
    ['rfc2449-8.1.2-in-use-where', line('-ERR [IN-USE] no', { verb: 'USER' })],
  ];

  it.each(table)('%s', (row, given) => {
    expect(brokenBy(given)).toContain(row);
  });

  it('and no rule is left out', () => {
    expect(table.map(([row]) => row).sort()).toEqual(grammarRules.map(({ row }) => row).sort());
  });
});
