import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryReference } from '../memory.js';
import { Talk, base64 } from '../testing.js';
import { createSecureContext } from 'node:tls';

const mail = ['Subject: one\r\n\r\n.a\r\n.\r\nlast\r\n', 'Subject: two\r\n\r\nx\r\n'];

function loggedIn(): { server: ReturnType<typeof memoryReference>; talk: Talk } {
  const server = memoryReference();
  server.deliver(
    'mrose',
    mail.map((message) => Buffer.from(message)),
  );
  const talk = new Talk(server);
  talk.say('USER mrose', 'PASS tanstaaf');
  return { server, talk };
}

describe('AUTHORIZATION', () => {
  it('takes the right digest over the greeting, once', () => {
    const server = memoryReference();
    const talk = new Talk(server);
    const digest = (secret: string): string =>
      createHash('md5').update(talk.session.timestamp).update(secret).digest('hex');
    expect(talk.greeting).toMatch(/^\+OK [^<]+<[0-9a-f]+\.\d+\.\d+@mail\.example\.test>\r\n$/);
    expect(talk.say(`APOP mrose ${digest('tanstaa')}`)).toMatch(/^-ERR /);
    const line = `APOP mrose ${digest('tanstaaf')}`;
    expect(talk.say(line.toUpperCase().replace('MROSE', 'mrose'))).toMatch(/^-ERR /);
    expect(talk.say(line)).toMatch(/^\+OK /);
    talk.say('QUIT');
    expect(new Talk(server).say(line)).toMatch(/^-ERR /);
  });

  it('wants PASS right after an accepted USER', () => {
    for (const between of ['CAPA', 'USER mrose', 'XYZZY', '', 'NOOP', 'AUTH PLAIN =']) {
      const talk = new Talk(memoryReference());
      talk.say('USER mrose', between);
      expect(talk.say('PASS tanstaaf'), between).toMatch(/^-ERR /);
      expect(talk.say('USER mrose', 'PASS tanstaaf'), between).toMatch(/^\+OK .*\r\n\+OK /);
    }
  });

  it('answers unknown users as it answers wrong secrets', () => {
    const proofs = (user: string): string => {
      const talk = new Talk(memoryReference());
      const plain = base64(`\0${user}\0wrong`);
      talk.say('AUTH CRAM-MD5');
      const cram = talk.say(base64(`${user} ${'0'.repeat(32)}`));
      const scram = talk.say(`AUTH SCRAM-SHA-256 ${base64(`n,,n=${user},r=abc`)}`);
      const first = Talk.challenge(scram).replace(/r=abc[^,]+,s=[^,]+/, '');
      return [talk.say(`USER ${user}`, 'PASS wrong'), talk.say(`AUTH PLAIN ${plain}`), cram, first].join('|');
    };
    expect(proofs('nobody')).toBe(proofs('mrose'));
  });

  it('keeps the salt of a user who does not exist', () => {
    const talk = new Talk(memoryReference());
    const salt = (): string | undefined => {
      const reply = talk.say(`AUTH SCRAM-SHA-1 ${base64('n,,n=nobody,r=abc')}`);
      talk.say('*');
      return /s=([^,]+)/.exec(Talk.challenge(reply))?.[1];
    };
    expect(salt()).toBe(salt());
  });

  it('asks for each step of CRAM-MD5 and LOGIN, with a challenge of its own each time', () => {
    const talk = new Talk(memoryReference());
    const first = Talk.challenge(talk.say('auth cram-md5'));
    expect(talk.say('*')).toMatch(/^-ERR /);
    const second = Talk.challenge(talk.say('AUTH CRAM-MD5'));
    expect(second).not.toBe(first);
    const answer = (challenge: string): string =>
      base64(`tim ${createHmac('md5', 'tanstaaftanstaaf').update(challenge).digest('hex')}`);
    expect(talk.say(answer(first))).toMatch(/^-ERR /);
    expect(talk.say('STAT')).toMatch(/^-ERR /);
    const third = Talk.challenge(talk.say('AUTH CRAM-MD5'));
    expect(talk.say(answer(third))).toMatch(/^\+OK /);
    const login = new Talk(memoryReference());
    expect(login.say('AUTH LOGIN', base64('two words'))).toBe(
      `+ ${base64('Username:')}\r\n+ ${base64('Password:')}\r\n`,
    );
    expect(login.say(base64('name-with-a-space'))).toMatch(/^\+OK /);
  });

  it('takes PLAIN as RFC 4616 writes it and nothing else', () => {
    const said = (message: string, how = 'AUTH PLAIN '): string =>
      new Talk(memoryReference()).say(how + Buffer.from(message).toString('base64')).slice(0, 4);
    expect(said('\0mrose\0tanstaaf')).toBe('+OK ');
    expect(said('mrose\0mrose\0tanstaaf')).toBe('+OK ');
    expect(said('\0eightbit\0pässwörd-ключ')).toBe('+OK ');
    expect(said('tim\0mrose\0tanstaaf')).toBe('-ERR');
    expect(said('\u00ad\0mrose\0tanstaaf')).toBe('-ERR');
    expect(said('\0mrose\0tanstaaf\0')).toBe('-ERR');
    expect(said('mrose\0tanstaaf')).toBe('-ERR');
    expect(said('\0mrose\0')).toBe('-ERR');
    expect(said('\0mrose\0TANSTAAF')).toBe('-ERR');
    const talk = new Talk(memoryReference());
    expect(talk.say('AUTH PLAIN')).toBe('+ \r\n');
    expect(talk.say(base64(`${'a'.repeat(255)}\0${'b'.repeat(255)}\0${'c'.repeat(255)}`))).toMatch(/^-ERR /);
    expect(talk.say('AUTH PLAIN =')).toMatch(/^-ERR /);
    expect(talk.say('AUTH PLAIN', 'QUIT')).toMatch(/^\+ \r\n-ERR /);
  });

  it('refuses responses that are no base64, and an initial response where the server speaks first', () => {
    const right = base64('\0harpo\0swordfish');
    for (const wrong of [
      `${right}!`,
      right.replaceAll('=', ''),
      `${right.slice(0, 8)} ${right.slice(8)}`,
      '====',
      '=',
    ]) {
      const talk = new Talk(memoryReference());
      expect(talk.say('AUTH PLAIN', wrong), wrong).toMatch(/^\+ \r\n-ERR [^\r]*\r\n$/);
      expect(talk.say('STAT'), wrong).toMatch(/^-ERR /);
    }
    expect(new Talk(memoryReference()).say('AUTH CRAM-MD5 AAAA')).toMatch(/^-ERR /);
    expect(new Talk(memoryReference()).say('AUTH CRAM-MD5 =')).toMatch(/^-ERR /);
  });

  it('keeps one session to a maildrop, and tells only those who know the secret', () => {
    const { server, talk } = loggedIn();
    const other = new Talk(server);
    expect(other.say('USER mrose', 'PASS tanstaaf')).toMatch(/-ERR \[IN-USE\]/);
    expect(other.say('USER mrose', 'PASS wrong')).not.toContain('[IN-USE]');
    talk.say('QUIT');
    expect(other.say('USER mrose', 'PASS tanstaaf')).toMatch(/\+OK maildrop has 2/);
  });

  it('shows no clear-text method where it refuses them, and takes none', () => {
    const talk = new Talk(memoryReference({ clearText: 'after-tls' }));
    const capabilities = talk.say('CAPA');
    expect(capabilities).toContain('SASL SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5\r\n');
    expect(capabilities).not.toContain('USER');
    expect(talk.say('USER mrose', `AUTH PLAIN ${base64('\0mrose\0tanstaaf')}`, 'AUTH LOGIN')).toMatch(
      /^(-ERR [^\r]*\r\n){3}$/,
    );
  });

  it('never runs what came in clear behind STLS', () => {
    const talk = new Talk(memoryReference({ secureContext: createSecureContext() }));
    expect(talk.say('USER mrose', 'STLS', 'CAPA')).toMatch(/^\+OK [^\r]*\r\n\+OK [^\r]*\r\n$/);
    expect(talk.startsTls).toBe(true);
    expect(talk.say('CAPA')).toBe('');
    talk.session.tlsStarted();
    expect(talk.say('PASS tanstaaf')).toMatch(/^-ERR /);
    expect(talk.say('CAPA')).not.toContain('STLS');
  });
});

describe('TRANSACTION', () => {
  it('agrees with itself in STAT, LIST, RETR, TOP and UIDL', () => {
    const { talk } = loggedIn();
    const [one = '', two = ''] = mail;
    expect(talk.say('STAT')).toBe(`+OK 2 ${String(one.length + two.length)}\r\n`);
    expect(talk.say('LIST 2')).toBe(`+OK 2 ${String(two.length)}\r\n`);
    expect(talk.say('RETR 1')).toBe(
      `+OK ${String(one.length)} octets\r\nSubject: one\r\n\r\n..a\r\n..\r\nlast\r\n.\r\n`,
    );
    expect(talk.say('TOP 1 0')).toMatch(/\r\nSubject: one\r\n\r\n\.\r\n$/);
    expect(talk.say('TOP 1 2')).toMatch(/\r\n\r\n\.\.a\r\n\.\.\r\n\.\r\n$/);
    expect(talk.say('UIDL')).toMatch(/^\+OK [^\r]*\r\n1 [!-~]{1,70}\r\n2 [!-~]{1,70}\r\n\.\r\n$/);
  });

  it('refuses what is wrong with one -ERR each and stays in step', () => {
    const { talk } = loggedIn();
    const wrong = [
      'RETR', 'RETR x', 'RETR 0', 'RETR 3', 'RETR 4294967297', 'RETR -1', 'DELE', 'DELE +1', 'LIST 1 2', 'LIST ', 'STAT 1',
      'STAT ', ' STAT', 'RETR  1', 'TOP 1', 'TOP 1 -1', 'TOP', 'NOOP x', 'RSET x', 'CAPA x', 'QUIT x', '', ' ', 'XYZZY',
      'USER mrose', 'PASS tanstaaf', 'AUTH CRAM-MD5', 'STLS', 'APOP mrose x', 'NO\0OP', 'NOOP\x80', `NOOP${'x'.repeat(70_000)}`,
    ]; // prettier-ignore
    for (const line of wrong)
      expect(talk.say(line, 'NOOP'), line).toMatch(/^-ERR [^\r]*\r\n\+OK [^\r]*\r\n$/);
    expect(talk.raw('NOOP\nNOOP\r\n')).toMatch(/^-ERR [^\r]*\r\n\+OK [^\r]*\r\n$/);
    expect(talk.say('STAT')).toMatch(/^\+OK 2 /);
  });

  it('takes lines of up to 255 octets', () => {
    const talk = new Talk(memoryReference());
    expect(talk.say(`USER ${'n'.repeat(248)}`)).toMatch(/^\+OK /);
    expect(talk.say(`USER ${'n'.repeat(249)}`)).toMatch(/^-ERR /);
  });

  it('removes what is marked at QUIT and at no other end', () => {
    const { server, talk } = loggedIn();
    expect(talk.say('DELE 1', 'DELE 1', 'LIST 1', 'STAT')).toMatch(
      /^\+OK .*\r\n-ERR .*\r\n-ERR .*\r\n\+OK 1 /,
    );
    talk.session.closed();
    const second = new Talk(server);
    expect(second.say('USER mrose', 'PASS tanstaaf', 'DELE 1', 'RSET', 'DELE 2', 'QUIT')).toContain(
      '1 messages left',
    );
    expect(second.closed).toBe(true);
    const third = new Talk(server);
    expect(third.say('USER mrose', 'PASS tanstaaf', 'RETR 1')).toContain('Subject: one');
  });
});

it('says the same however its octets are cut', () => {
  const words = fc.constantFrom(
    'USER mrose', 'PASS tanstaaf', 'STAT', 'LIST', 'RETR 1', 'DELE 2', 'RSET', 'QUIT', 'CAPA', 'AUTH PLAIN', 'AUTH LOGIN', '*', '=',
    base64('\0mrose\0tanstaaf'), 'XYZZY', '', 'NOOP\0', 'x'.repeat(300), 'y'.repeat(13_000), 'TOP 1 1', 'UIDL', 'NOOP\nNOOP', '\r',
  ); // prettier-ignore
  fc.assert(
    fc.property(
      fc.array(words, { maxLength: 25 }),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }),
      (said, cuts) => {
        const input = said.map((line) => `${line}\r\n`).join('');
        const answers = (sizes: readonly number[]): string => {
          const server = memoryReference();
          server.deliver(
            'mrose',
            mail.map((message) => Buffer.from(message)),
          );
          const talk = new Talk(server);
          let out = '';
          for (let at = 0, i = 0; at < input.length; i++) {
            const size = sizes[i % sizes.length] ?? 1;
            out += talk.raw(input.slice(at, at + size));
            at += size;
          }
          return out.replaceAll(/[0-9a-f]{8}\.(\d)\r\n/g, '$1\r\n'); // the mailbox's own part of a unique-id
        };
        const whole = answers([input.length || 1]);
        expect(answers(cuts)).toBe(whole);
        expect(answers([1])).toBe(whole);
      },
    ),
    { numRuns: 60 },
  );
});
