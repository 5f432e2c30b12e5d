import { expect, test } from 'vitest';
import { MailspecError } from '../model/errors.js';
import { parseBaseline } from './parse-baseline.js';

const good = `# what Dovecot does
- case: rfc1939/7/apop-8bit
  rule: rfc1939-7-apop-digest
  shape: closed
  reason: gives up on octets above 127
- case: rfc1939/5/noop
  rule: rfc1939-5-noop
  shape: -ERR instead of +OK
  reason: takes no argument
  versions: "2.3.*"
  link: https://bugs.example/7
`;

test('reads entries', () => {
  expect(parseBaseline(good, 'b.yaml')).toEqual([
    {
      case: 'rfc1939/7/apop-8bit',
      rule: 'rfc1939-7-apop-digest',
      shape: 'closed',
      reason: 'gives up on octets above 127',
    },
    {
      case: 'rfc1939/5/noop',
      rule: 'rfc1939-5-noop',
      shape: '-ERR instead of +OK',
      reason: 'takes no argument',
      versions: '2.3.*',
      link: 'https://bugs.example/7',
    },
  ]);
  expect(parseBaseline('', 'b.yaml')).toEqual([]);
  expect(parseBaseline('# nothing known\n', 'b.yaml')).toEqual([]);
});

test.each([
  ['not YAML', '- case: "a\n', 'b.yaml:', /quote/i],
  ['no list', 'case: x\n', 'b.yaml:1', /list of entries with the keys case, rule, shape, reason/],
  ['an entry that is a text', '- x\n', 'b.yaml:1', /entry 1 must have the keys/],
  ['a missing key', good.replace('  shape: closed\n', ''), 'b.yaml:2', /'shape' of entry 1 must be a text/],
  [
    'an empty key',
    good.replace('shape: closed', 'shape: ""'),
    'b.yaml:4',
    /'shape' of entry 1 must not be empty/,
  ],
  [
    'a number',
    good.replace('versions: "2.3.*"', 'versions: 2.3'),
    'b.yaml:10',
    /'versions' of entry 2 must be a text/,
  ],
  [
    'no address',
    good.replace('https://bugs.example/7', 'see bug'),
    'b.yaml:11',
    /'link' of entry 2 must be the address/,
  ],
  [
    'an unknown key',
    good.replace('versions:', 'version:'),
    'b.yaml:6',
    /'version' of entry 2 is no key; allowed are case, rule/,
  ],
  [
    'an entry twice',
    good + good.slice(good.indexOf('- case: rfc1939/5')),
    'b.yaml:12',
    /entry 3 stands there twice/,
  ],
])('%s', (_, text, where, message) => {
  try {
    parseBaseline(text, 'b.yaml');
  } catch (error) {
    if (!(error instanceof MailspecError)) throw error;
    expect(error.code).toBe('E_BASELINE');
    expect(error.where).toContain(where);
    expect(error.message).toMatch(message);
    return;
  }
  expect.unreachable('it was read');
});
