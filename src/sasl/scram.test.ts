import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientExchange } from './exchange.js';
import { escapeSaslname, unescapeSaslname } from './saslname.js';
import { saslprep } from './saslprep.js';
import { scramClient } from './scram-client.js';
import { parseClientFinal, parseClientFirst, parseServerFinal, parseServerFirst } from './scram-grammar.js';
import { scramProof, scramServerFirst } from './scram-messages.js';
import { checkScramClientFinal } from './scram-server.js';
import { MOST_ITERATIONS, scramKeys, type ScramMechanism } from './scram.js';

const octets = (text: string): Buffer => Buffer.from(text, 'utf8');
const mechanism = fc.constantFrom<ScramMechanism>('SCRAM-SHA-1', 'SCRAM-SHA-256');
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((s) => !s.includes('\0'));

function answer(client: ClientExchange, challenge: Buffer): Buffer {
  const step = client.respond(challenge);
  if ('problem' in step) throw new Error(step.problem);
  return step.answer;
}

/** Hi() by its definition in RFC 5802 section 2.2, where the code under test uses the library's PBKDF2. */
function hi(algorithm: string, text: Buffer, salt: Buffer, iterations: number): Buffer {
  const hmac = (data: Buffer): Buffer => createHmac(algorithm, text).update(data).digest();
  let u = hmac(Buffer.concat([salt, Buffer.of(0, 0, 0, 1)]));
  const sum = Buffer.from(u);
  for (let i = 1; i < iterations; i++) {
    u = hmac(u);
    for (const [at, octet] of u.entries()) sum[at] = (sum[at] ?? 0) ^ octet;
  }
  return sum;
}

describe('scram', () => {
  it('computes proof and signature as RFC 5802 section 3 defines them', () => {
    fc.assert(
      fc.property(
        mechanism,
        fc.string({ minLength: 1 }),
        fc.uint8Array({ minLength: 1, maxLength: 32 }),
        fc.integer({ min: 1, max: 50 }),
        (name, secret, salt, iterations) => {
          const algorithm = name === 'SCRAM-SHA-1' ? 'sha1' : 'sha256';
          const keys = scramKeys(name, octets(secret), Buffer.from(salt), iterations, [
            octets('a'),
            octets('b'),
            octets('c'),
          ]);
          const salted = hi(algorithm, saslprep(octets(secret)), Buffer.from(salt), iterations);
          const serverKey = createHmac(algorithm, salted).update('Server Key').digest();
          expect(keys.serverSignature).toEqual(createHmac(algorithm, serverKey).update('a,b,c').digest());
          const clientKey = createHmac(algorithm, salted).update('Client Key').digest();
          const signature = createHmac(algorithm, createHash(algorithm).update(clientKey).digest())
            .update('a,b,c')
            .digest();
          expect(keys.clientProof).toEqual(Buffer.from(clientKey.map((o, i) => o ^ (signature[i] ?? 0))));
        },
      ),
    );
  });

  it('logs in with any name and secret, and with no other secret', () => {
    fc.assert(
      fc.property(mechanism, word, word, (name, user, secret) => {
        const client = scramClient(name)({ user: octets(user), secret: octets(secret) });
        const clientFirst = answer(client, Buffer.alloc(0));
        const parsed = parseClientFirst(clientFirst);
        if (!parsed.ok) throw new Error(parsed.reason);
        expect(parsed.user).toEqual(saslprep(octets(user)));
        const serverFirst = scramServerFirst(Buffer.concat([parsed.nonce, octets('s')]), octets('salt'), 7);
        const clientFinal = answer(client, serverFirst);
        const messages = { clientFirst, serverFirst, clientFinal };
        const wrong = checkScramClientFinal(name, messages, octets(`${secret}x`));
        expect(wrong).toMatchObject({ ok: false, error: 'invalid-proof' });
        const right = checkScramClientFinal(name, messages, octets(secret));
        if (!right.ok) throw new Error(right.reason);
        expect(client.finished()).toHaveProperty('problem');
        expect(answer(client, right.serverFinal)).toEqual(Buffer.alloc(0));
        expect(client.finished()).toEqual({ ok: true });
      }),
    );
  });

  it.each([
    ['r=other,s=QUJD,i=7', "does not begin with the client's nonce"],
    ['r=abc,s=QUJD,i=7', "the client's nonce alone"],
    ['m=x,r=abcd,s=QUJD,i=7', 'mandatory extension'],
    ['s=QUJD,r=abcd,i=7', 'r= is missing'],
    ['r=abcd,s=QUJD', 'i= is missing'],
    ['r=abcd,s=QUJ,i=7', 's= is no BASE64: length'],
    ['r=abcd,s=QUJD,i=07', 'i= is no positive number'],
    ['r=abcd,s=QUJD,i=0', 'i= is no positive number'],
    ['r=ab cd,s=QUJD,i=7', 'r= is no nonce'],
    ['r=abcd,s=QUJD,i=7,junk', 'no attribute'],
    [`r=abcd,s=QUJD,i=${MOST_ITERATIONS + 1}`, 'iterations'],
    ['r=abcd\0,s=QUJD,i=7', 'NUL'],
  ])('gives no proof to %j', (serverFirst, problem) => {
    const client = scramClient('SCRAM-SHA-1')({ ...account, nonce: octets('abc') });
    answer(client, Buffer.alloc(0));
    const step = client.respond(octets(serverFirst));
    expect('problem' in step ? step.problem : 'answered').toContain(problem);
  });

  it('ignores optional extensions', () => {
    const client = scramClient('SCRAM-SHA-1')({ ...account, nonce: octets('abc') });
    answer(client, Buffer.alloc(0));
    expect(client.respond(octets('r=abcd,s=QUJD,i=7,x=1'))).toHaveProperty('answer');
  });

  it('does not take a wrong signature, an error, or success without one', () => {
    const finals = ['v=AAAA', 'e=invalid-proof', 'ok'];
    for (const final of finals) {
      const client = scramClient('SCRAM-SHA-256')({ ...account, nonce: octets('abc') });
      answer(client, Buffer.alloc(0));
      answer(client, octets('r=abcd,s=QUJD,i=7'));
      expect(client.respond(octets(final))).toHaveProperty('problem');
      expect(client.finished()).toHaveProperty('problem');
    }
  });

  it('refuses a final message with another binding, nonce or proof', () => {
    const clientFirst = octets('n,,n=tim,r=abc');
    const serverFirst = octets('r=abcd,s=QUJD,i=7');
    const final = (withoutProof: string): Buffer => {
      const keys = scramProof('SCRAM-SHA-1', clientFirst, serverFirst, octets(withoutProof), account.secret);
      if (!keys.ok) throw new Error(keys.reason);
      return octets(`${withoutProof},p=${keys.clientProof.toString('base64')}`);
    };
    const check = (clientFinal: Buffer): unknown =>
      checkScramClientFinal('SCRAM-SHA-1', { clientFirst, serverFirst, clientFinal }, account.secret);
    expect(check(final('c=biws,r=abcd'))).toHaveProperty('serverFinal');
    expect(check(final('c=biws,r=abcd,x=1'))).toHaveProperty('serverFinal');
    expect(check(final('c=eSws,r=abcd'))).toMatchObject({ error: 'channel-bindings-dont-match' });
    expect(check(final('c=biws,r=abc'))).toMatchObject({ error: 'other-error' });
    expect(check(octets('c=biws,r=abcd,p=AAAA'))).toMatchObject({ error: 'invalid-proof' });
    expect(check(octets('c=biws,r=abcd'))).toMatchObject({ error: 'invalid-encoding' });
  });
});

const account = { user: octets('tim'), secret: octets('pencil') };

describe('the grammar of SCRAM', () => {
  it.each([
    '',
    'x,,n=a,r=b',
    'n,n=a,r=b',
    'n,,n=us=41er,r=b',
    'n,,m=x,n=a,r=b',
    'n,,r=b,n=a',
    'n,a=,n=a,r=b',
    'n,,n=,r=b',
  ])('refuses the client-first %j', (message) => {
    expect(parseClientFirst(octets(message)).ok).toBe(false);
  });

  it('takes header, authzid and extensions apart', () => {
    expect(parseClientFirst(octets('y,a=u=2C2,n=a=3Db,r=n,x=1'))).toEqual({
      ok: true,
      gs2Header: octets('y,a=u=2C2,'),
      authzid: octets('u,2'),
      user: octets('a=b'),
      nonce: octets('n'),
      bare: octets('n=a=3Db,r=n,x=1'),
    });
  });

  it('never throws on foreign octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (data) => {
        const message = Buffer.from(data);
        for (const parse of [parseClientFirst, parseServerFirst, parseClientFinal, parseServerFinal])
          expect(parse(message)).toHaveProperty('ok');
      }),
    );
  });

  it('escapes names both ways', () => {
    fc.assert(
      fc.property(word, (name) => {
        const escaped = escapeSaslname(octets(name));
        expect(escaped.includes(',')).toBe(false);
        expect(unescapeSaslname(escaped)).toEqual(octets(name));
      }),
    );
    expect(escapeSaslname(octets('a,b=c')).toString()).toBe('a=2Cb=3Dc');
  });

  it('puts names that are not ASCII into form NFKC and leaves broken UTF-8 alone', () => {
    expect(saslprep(octets('\uFB01x')).toString()).toBe('fix');
    expect(saslprep(Buffer.of(0xff, 0x41))).toEqual(Buffer.of(0xff, 0x41));
  });
});
