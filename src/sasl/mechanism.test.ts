import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientExchange } from './exchange.js';
import { mechanismNames, startMechanism } from './mechanism.js';
import { parsePlain, plainMessage } from './plain.js';

const account = { user: Buffer.from('tim'), secret: Buffer.from('tanstaaftanstaaf') };

function start(name: string): ClientExchange {
  const exchange = startMechanism(name, account);
  if (exchange === null) throw new Error(`no ${name}`);
  return exchange;
}

describe('startMechanism', () => {
  it('knows its mechanisms in any case of letters, and no others', () => {
    for (const name of mechanismNames) expect(startMechanism(name.toLowerCase(), account)).not.toBeNull();
    expect(startMechanism('GSSAPI', account)).toBeNull();
    expect(startMechanism('__proto__', account)).toBeNull();
  });

  it('answers one challenge of CRAM-MD5 and no second', () => {
    const cram = start('CRAM-MD5');
    expect(cram.initial).toBeNull();
    expect(cram.finished()).toEqual({ problem: 'no challenge was sent' });
    const step = cram.respond(Buffer.from('<1896.697170952@postoffice.reston.mci.net>'));
    expect(step).toEqual({ answer: Buffer.from('tim b913a602c7eda7a495b4e6e7334d3890') });
    expect(cram.finished()).toEqual({ ok: true });
    expect(cram.respond(Buffer.from('<2@x>'))).toHaveProperty('problem');
  });

  it('answers the prompts of LOGIN by their order', () => {
    const login = start('LOGIN');
    expect(login.respond(Buffer.from('User Name\0'))).toEqual({ answer: account.user });
    expect(login.finished()).toHaveProperty('problem');
    expect(login.respond(Buffer.from('Contraseña'))).toEqual({ answer: account.secret });
    expect(login.finished()).toEqual({ ok: true });
    expect(login.respond(Buffer.alloc(0))).toHaveProperty('problem');
  });

  it('gives PLAIN as initial response or to the empty challenge', () => {
    const plain = start('PLAIN');
    expect(plain.initial).toEqual(Buffer.from('\0tim\0tanstaaftanstaaf'));
    expect(plain.respond(Buffer.alloc(0))).toEqual({ answer: plain.initial });
    expect(plain.respond(Buffer.alloc(0))).toHaveProperty('problem');
  });
});

describe('parsePlain', () => {
  const part = fc
    .uint8Array({ minLength: 1, maxLength: 20 })
    .map((octets) => Buffer.from(octets.filter((o) => o !== 0)));
  it('takes back what was built', () => {
    fc.assert(
      fc.property(part, part, part, (authzid, user, secret) => {
        fc.pre(user.length > 0 && secret.length > 0);
        expect(parsePlain(plainMessage({ authzid, user, secret }))).toEqual({
          ok: true,
          authzid,
          user,
          secret,
        });
      }),
    );
  });

  it.each([
    ['userpass', 'fewer than two NULs'],
    ['user\0pass', 'fewer than two NULs'],
    ['\0user\0pass\0', 'more than two NULs'],
    ['\0\0pass', 'empty user name'],
    ['\0user\0', 'empty secret'],
  ])('refuses %j', (message, reason) => {
    expect(parsePlain(Buffer.from(message))).toEqual({ ok: false, reason });
  });
});
