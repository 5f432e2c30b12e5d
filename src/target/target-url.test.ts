import { describe, expect, it } from 'vitest';
import { looksLikeTarget } from './find-target.js';
import { openAddress } from './open-address.js';
import { parseTargetUrl } from './target-url.js';

describe('an address of a target', () => {
  it.each([
    ['pop3://127.0.0.1:1110', { protocol: 'pop3', tls: false, host: '127.0.0.1', port: 1110 }],
    ['pop3s://mail.example.org', { protocol: 'pop3', tls: true, host: 'mail.example.org', port: 995 }],
    ['imap://[::1]:1143/', { protocol: 'imap', tls: false, host: '::1', port: 1143 }],
    ['imaps://h', { protocol: 'imap', tls: true, host: 'h', port: 993 }],
  ])('%s', (word, expected) => {
    expect(parseTargetUrl(word)).toEqual(expected);
  });

  it.each([
    'http://h',
    'pop3://',
    'pop3://h:99999',
    'pop3://me:secret@h',
    'pop3://h/INBOX',
    'pop3:h',
    'reference',
  ])('%s is refused', (word) => {
    expect(() => parseTargetUrl(word)).toThrow(expect.objectContaining({ code: 'E_USAGE' }) as Error);
  });

  it('never repeats a secret given in it', () => {
    expect(() => parseTargetUrl('pop3://me:hubba@h')).toThrow(/^((?!hubba).)*$/);
  });

  it('makes one target of several of one host', () => {
    const target = openAddress(['pop3://h:1', 'pop3s://h:2'], []);
    expect(target.endpoints.map(({ protocol, tls, address }) => [protocol, tls, address])).toEqual([
      ['pop3', false, 'h:1'],
      ['pop3', true, 'h:2'],
    ]);
    expect(target.restart).toBeNull();
    expect(target.mail).toBeNull();
  });

  it('is refused for two hosts, and for one kind twice', () => {
    expect(() => openAddress(['pop3://a:1', 'pop3s://b:2'], [])).toThrow('a and b');
    expect(() => openAddress(['pop3://a:1', 'pop3://a:2'], [])).toThrow('one pop3 address');
  });
});

describe('a word of the command line', () => {
  it.each(['reference', 'pop3://h:1', 'gopher://h', 'dovecot', 'targets/courier/profile.yaml'])(
    '%s is a target',
    (word) => {
      expect(looksLikeTarget(word)).toBe(true);
    },
  );

  it.each(['rfc1939/7/apop', 'rfc1939/*', 'targets', 'no-such.yaml', 'package.json', '..', ''])(
    '%j is a pattern',
    (word) => {
      expect(looksLikeTarget(word)).toBe(false);
    },
  );
});
