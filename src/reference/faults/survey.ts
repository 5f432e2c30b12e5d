import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { memoryReference } from '../memory.js';
import type { MemoryReference } from '../memory.js';
import { Talk, base64 } from '../testing.js';

/**
 * What a server with these faults does, observation by observation. The tests compare it with what the
 * correct server does; chance (challenges, unique-ids) is kept out of what is written down.
 */
export function survey(faults: readonly string[]): ReadonlyMap<string, string> {
  const seen = new Map<string, string>();
  const fresh = (): MemoryReference =>
    memoryReference({ faults, secureContext, now: () => 896_697_170_952 * 2 });
  for (const part of [
    states,
    apop,
    cram,
    challenges,
    replays,
    auth,
    attempts,
    passwords,
    drops,
    contents,
    lines,
    leaks,
    tls,
    scram,
  ])
    part((name, value) => seen.set(name, value), fresh);
  return seen;
}

type Part = (note: (name: string, value: string) => void, fresh: () => MemoryReference) => void;

const secureContext = createSecureContext();
const mail = [
  '.first: octet\r\nSubject: one\r\n\r\n.a\r\nb\r\nc\r\n',
  'Subject: two\r\n\r\nx\r\n',
  'Subject: three\r\n\r\ny\r\n',
];

/** `+OK`, `-ERR`, `+` or `other` for each reply line, so that prose does not matter. */
function statuses(reply: string): string {
  return reply
    .replace(/[^\n]*\n?/g, (line) =>
      line === '' ? '' : `${/^(\+OK|-ERR|\+(?= ))/.exec(line)?.[0] ?? 'other'} `,
    )
    .trim();
}

function withMail(server: MemoryReference): MemoryReference {
  server.deliver(
    'mrose',
    mail.map((message) => Buffer.from(message)),
  );
  return server;
}

function loggedIn(server: MemoryReference): Talk {
  const talk = new Talk(server);
  talk.say('USER mrose', 'PASS tanstaaf');
  return talk;
}

/** Whether this session is in TRANSACTION now. */
function entered(talk: Talk): string {
  return talk.say('LIST').startsWith('+OK') ? 'in' : 'out';
}

function md5(...parts: readonly string[]): string {
  return createHash('md5').update(parts.join(''), 'latin1').digest('hex');
}

function hmac(key: string | Buffer, text: string): string {
  return createHmac('md5', key).update(text, 'latin1').digest('hex');
}

const flip = (digest: string, at: number): string =>
  digest.slice(0, at) + (digest[at] === '0' ? '1' : '0') + digest.slice(at + 1);

const states: Part = (note, fresh) => {
  note('STAT before login', statuses(new Talk(fresh()).say('STAT')));
  const early = new Talk(withMail(fresh()));
  early.say('DELE 1', 'USER mrose', 'PASS tanstaaf');
  note('DELE before login, then STAT', statuses(early.say('LIST 1')));
  note('PASS alone', statuses(new Talk(fresh()).say('PASS tanstaaf')));
  note('USER, then STAT', statuses(new Talk(fresh()).say('USER mrose', 'STAT')));
  const refused = new Talk(fresh());
  refused.say('USER mrose', 'PASS wrong');
  note('after a refused PASS', entered(refused));
  const digest = new Talk(fresh());
  digest.say(`APOP mrose ${'0'.repeat(32)}`);
  note('after a refused APOP', entered(digest));
  note('USER after login', statuses(loggedIn(fresh()).say('USER tim')));
  note('AUTH after login', statuses(loggedIn(fresh()).say('AUTH CRAM-MD5')));
  const again = new Talk(fresh());
  again.say('USER mrose', 'PASS wrong');
  note(
    'APOP after a refused PASS',
    statuses(again.say(`APOP mrose ${md5(again.session.timestamp, 'tanstaaf')}`)),
  );
  const leaving = new Talk(fresh());
  leaving.say('QUIT');
  note('QUIT before login', leaving.closed ? 'closes' : 'stays');
  note('noop in lower case', statuses(loggedIn(fresh()).say('noop')));
};

const apop: Part = (note, fresh) => {
  const talk = (): [Talk, string] => {
    const session = new Talk(fresh());
    return [session, session.session.timestamp];
  };
  const variants: Record<string, (timestamp: string) => string> = {
    right: (t) => md5(t, 'tanstaaf'),
    'of 31 digits': (t) => md5(t, 'tanstaaf').slice(0, 31),
    'with digit 20 flipped': (t) => flip(md5(t, 'tanstaaf'), 20),
    'with digit 32 flipped': (t) => flip(md5(t, 'tanstaaf'), 31),
    'with a tail': (t) => `${md5(t, 'tanstaaf')}00`,
    'with NUL and a tail': (t) => `${md5(t, 'tanstaaf')}\0x`,
    'without brackets': (t) => md5(t.slice(1, -1), 'tanstaaf'),
    'secret first': (t) => md5('tanstaaf', t),
    'of no secret': (t) => md5(t),
    'of another secret': (t) => md5(t, 'swordfish'),
  };
  for (const [name, digest] of Object.entries(variants)) {
    const [session, timestamp] = talk();
    note(`APOP digest ${name}`, statuses(session.say(`APOP mrose ${digest(timestamp)}`)));
  }
};

const cram: Part = (note, fresh) => {
  const log = (name: string, user: string, answer: (challenge: string) => string): void => {
    const talk = new Talk(fresh());
    const challenge = Talk.challenge(talk.say('AUTH CRAM-MD5'));
    note(`CRAM-MD5 ${name}`, statuses(talk.say(base64(`${user} ${answer(challenge)}`))));
  };
  const variants: Record<string, (challenge: string) => string> = {
    right: (c) => hmac('swordfish', c),
    'of 31 digits': (c) => hmac('swordfish', c).slice(0, 31),
    'with digit 20 flipped': (c) => flip(hmac('swordfish', c), 20),
    'with a tail': (c) => `${hmac('swordfish', c)}00`,
    'without brackets': (c) => hmac('swordfish', c.slice(1, -1)),
    'over base64': (c) => hmac('swordfish', base64(c)),
    'of MD5 alone': (c) => md5(c, 'swordfish'),
    'of no secret': (c) => hmac('', c),
    'of another secret': (c) => hmac('tanstaaf', c),
  };
  for (const [name, answer] of Object.entries(variants)) log(name, 'harpo', answer);
  const accounts = fresh().accounts;
  for (const length of [1, 63, 64, 65, 129]) {
    const account = accounts.find(({ secret }) => secret.length === length);
    if (account) log(`key of ${String(length)}`, account.user.toString(), (c) => hmac(account.secret, c));
  }
  log('unknown user', 'nobody', (c) => hmac('', c));
  const alone = new Talk(fresh());
  alone.say('AUTH CRAM-MD5');
  note('CRAM-MD5 name alone', statuses(alone.say(base64('harpo'))));
  const swapped = new Talk(fresh());
  const challenge = Talk.challenge(swapped.say('AUTH CRAM-MD5'));
  const answer = base64(`harpo ${hmac('swordfish', challenge)}`);
  const swap = (c: string): string => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase());
  note('CRAM-MD5 case swapped', statuses(swapped.say(answer.replace(/[a-z]/gi, swap))));
};

const challenges: Part = (note, fresh) => {
  const form = /^<[!#-'*+\-/-9=?A-Z^-~]+(\.[!#-'*+\-/-9=?A-Z^-~]+)*@[a-z.]+>$/;
  const server = fresh();
  const timestamps = Array.from({ length: 20 }, () => new Talk(server).session.timestamp);
  note('timestamps differ', String(new Set(timestamps).size === 20));
  note('timestamps are random', String(timestamps.every((t) => t.length > 50)));
  note('timestamp form', String(timestamps.every((t) => form.test(t))));
  const [before, after] = [fresh(), fresh()].map((one) =>
    new Talk(one).session.timestamp.replace(/^<\d+\.\d{13}\./, ''),
  );
  note('timestamps differ over a restart', String(before !== after));
  const given = Array.from({ length: 5 }, () => Talk.challenge(new Talk(server).say('AUTH CRAM-MD5')));
  note('challenges differ', String(new Set(given).size === 5));
  note('challenges are random', String(given.every((c) => c.length > 50)));
  note('challenge form', String(given.every((c) => form.test(c))));
  const talk = new Talk(server);
  const first = Talk.challenge(talk.say('AUTH CRAM-MD5'));
  talk.say('*');
  const second = Talk.challenge(talk.say('AUTH CRAM-MD5'));
  talk.say(base64(`harpo ${'0'.repeat(32)}`));
  const third = Talk.challenge(talk.say('AUTH CRAM-MD5'));
  note('challenge after cancel', String(first !== second));
  note('challenge after failure', String(second !== third));
};

const replays: Part = (note, fresh) => {
  const server = fresh();
  const first = new Talk(server);
  const waiting = new Talk(server);
  const line = `APOP mrose ${md5(first.session.timestamp, 'tanstaaf')}`;
  note('APOP crossed', statuses(waiting.say(line)));
  waiting.say('QUIT');
  first.say(line, 'QUIT');
  note('APOP replayed', statuses(new Talk(server).say(line)));
  const other = fresh();
  const one = new Talk(other);
  const two = new Talk(other);
  const [mine] = [Talk.challenge(one.say('AUTH CRAM-MD5')), two.say('AUTH CRAM-MD5')];
  const answer = base64(`harpo ${hmac('swordfish', mine)}`);
  note('CRAM-MD5 crossed', statuses(two.say(answer)));
  two.say('QUIT');
  one.say(answer, 'QUIT');
  note('CRAM-MD5 replayed', statuses(new Talk(other).say('AUTH CRAM-MD5', answer)));
  const third = new Talk(fresh());
  const cancelled = Talk.challenge(third.say('AUTH CRAM-MD5'));
  third.say('*', 'AUTH CRAM-MD5');
  note(
    'CRAM-MD5 to a cancelled challenge',
    statuses(third.say(base64(`harpo ${hmac('swordfish', cancelled)}`))),
  );
};

const auth: Part = (note, fresh) => {
  const right = base64('\0harpo\0swordfish');
  const say = (name: string, ...said: readonly string[]): void => {
    const talk = new Talk(fresh());
    note(name, said.map((line) => statuses(talk.say(line))).join(' | ') + (talk.closed ? ' closed' : ''));
  };
  say('AUTH, cancel, AUTH', 'AUTH PLAIN', '*', 'AUTH PLAIN', right);
  say('AUTH, foreign character', 'AUTH PLAIN', `${right.slice(0, 4)}!${right.slice(4)}`);
  say('AUTH, inner padding', 'AUTH PLAIN', base64('\0') + base64('harpo\0swordfish'));
  say('AUTH, padding left out', 'AUTH PLAIN', right.replaceAll('=', ''));
  say('AUTH, QUIT', 'AUTH PLAIN', 'QUIT');
  note('AUTH and response at once', statuses(new Talk(fresh()).say('AUTH PLAIN', right)));
  say('AUTH XNOSUCH', 'AUTH XNOSUCH');
  say('AUTH CRAM-MD5 with initial response', 'AUTH CRAM-MD5 AAAA');
  say('AUTH PLAIN =', 'AUTH PLAIN =');
  say('AUTH PLAIN with initial response', `AUTH PLAIN ${right}`);
  say('AUTH PLAIN with bad initial response', 'AUTH PLAIN !!!!');
  note('empty challenge', JSON.stringify(new Talk(fresh()).say('AUTH PLAIN')));
  say('auth plain', 'auth plain');
  say('AUTH wrong, then right', 'AUTH PLAIN', base64('\0harpo\0wrong'), 'AUTH PLAIN', right);
  const failed = new Talk(fresh());
  failed.say('AUTH CRAM-MD5', base64(`harpo ${'0'.repeat(32)}`));
  note('SASL listed after a wrong response', /^SASL.*$/m.exec(failed.say('CAPA'))?.[0] ?? '');
  say('AUTH, long response', 'AUTH PLAIN', base64('x'.repeat(767)), 'AUTH PLAIN', right);
};

const attempts: Part = (note, fresh) => {
  const pass = new Talk(fresh());
  const passes = Array.from({ length: 6 }, () => statuses(pass.say('USER harpo', 'PASS wrong')));
  note('six wrong passwords', passes.join(' | '));
  const patient = new Talk(fresh());
  for (let i = 0; i < 4; i++) patient.say('USER harpo', 'PASS wrong');
  note('right password after four wrong ones', statuses(patient.say('USER harpo', 'PASS swordfish')));
  const digest = new Talk(fresh());
  const digests = Array.from({ length: 6 }, () =>
    statuses(digest.say('AUTH CRAM-MD5', base64(`harpo ${'0'.repeat(32)}`))),
  );
  note('six wrong digests', digests.join(' | '));
  const server = fresh();
  new Talk(server).say('USER tim', 'PASS wrong');
  note(
    'right password after a wrong one elsewhere',
    statuses(new Talk(server).say('USER harpo', 'PASS swordfish')),
  );
  note("another user's right password", statuses(new Talk(server).say('USER bill', 'PASS swordfish')));
  const locked = fresh();
  new Talk(locked).say('USER harpo', 'PASS wrong');
  note(
    'login by digest after a wrong password elsewhere',
    statuses(new Talk(locked).say(`AUTH PLAIN ${base64('\0harpo\0swordfish')}`)),
  );
};

const passwords: Part = (note, fresh) => {
  const long = fresh().accounts.find(({ secret }) => secret.length === 80);
  if (long !== undefined) {
    const tail = Buffer.concat([long.secret.subarray(0, 75), Buffer.from('other')]).toString('latin1');
    const talk = new Talk(fresh());
    note(
      'PASS of 80 octets with another end',
      statuses(talk.say(`USER ${long.user.toString('latin1')}`, `PASS ${tail}`)),
    );
  }
  for (const given of ['swordfish', 'SWORDFISH', 'swordfisch', 'swordfis', 'abcdefghi', 'swordfishy'])
    note(`PASS ${given}`, statuses(new Talk(fresh()).say('USER harpo', `PASS ${given}`)));
  for (const said of [
    '\0harpo\0swordfis',
    '\0harpo\0SWORDFISH',
    '\0harpo\0',
    'mrose\0harpo\0swordfish',
    'harpo\0harpo\0swordfish',
    '\xc2\xad\0harpo\0swordfish',
    '\0harpo\0swordfish\0x',
    'harpo\0swordfish',
  ])
    note(`PLAIN ${JSON.stringify(said)}`, statuses(new Talk(fresh()).say('AUTH PLAIN', base64(said))));
};

const drops: Part = (note, fresh) => {
  /** What is left after these commands and this end of the session. */
  const left = (name: string, said: readonly string[], end: 'QUIT' | 'drop'): void => {
    const server = withMail(fresh());
    const talk = loggedIn(server);
    const replies = said.map((line) => statuses(talk.say(line).slice(0, 4)));
    if (end === 'QUIT') talk.say('QUIT');
    talk.session.closed();
    const kept = server.realm.store.mailbox(Buffer.from('mrose')).messages.map(({ uid }) => uid);
    note(name, `${replies.join(' ')} left ${kept.join(' ')}`);
    note(`${name}: lock`, statuses(new Talk(server).say('USER mrose', 'PASS tanstaaf')));
  };
  left('DELE 2, QUIT', ['DELE 2'], 'QUIT');
  left('DELE 2, drop', ['DELE 2'], 'drop');
  left('DELE 2, RSET, QUIT', ['DELE 2', 'RSET'], 'QUIT');
  left('RETR 1, QUIT', ['RETR 1'], 'QUIT');
  left('RETR 1, drop', ['RETR 1'], 'drop');
  left('DELE 4294967297, QUIT', ['DELE 4294967297'], 'QUIT');
  left('DELE 1 twice, QUIT', ['DELE 1', 'DELE 1'], 'QUIT');
  const server = withMail(fresh());
  const talk = loggedIn(server);
  talk.say('DELE 1');
  note(
    'after DELE 1',
    talk.say('STAT') + talk.say('LIST').replace(/^.*\r\n/, '') + statuses(talk.say('LIST 1')),
  );
  note('RETR 2 after DELE 1', talk.say('RETR 2').includes('Subject: two') ? 'two' : 'another');
  server.deliver('mrose', [Buffer.from('Subject: new\r\n\r\n')]);
  note('STAT after a delivery', talk.say('STAT'));
  talk.say('RSET');
  note('STAT after a delivery and RSET', talk.say('STAT'));
  talk.say('DELE 1', 'QUIT');
  note('left after a delivery', loggedIn(server).say('STAT'));
};

const contents: Part = (note, fresh) => {
  const odd = fresh();
  odd.deliver('mrose', [Buffer.from('Subject: folded\r\n line\r\n\r\nblanks  \r\n')]);
  note('RETR of blanks and folds', loggedIn(odd).say('RETR 1'));
  const many = fresh();
  many.deliver(
    'mrose',
    Array.from({ length: 260 }, (_, at) => Buffer.from(`Subject: ${String(at + 1)}\r\n\r\n`)),
  );
  note('RETR 258', loggedIn(many).say('RETR 258'));
  const talk = loggedIn(withMail(fresh()));
  for (const line of ['STAT', 'LIST 1', 'RETR 1', 'TOP 1 0', 'TOP 1 1']) note(line, talk.say(line));
  const ids = (server: MemoryReference, end: 'QUIT' | 'drop', ...before: readonly string[]): string[] => {
    const session = loggedIn(server);
    const found = [...session.say('UIDL').matchAll(/^\d+ (.*)\r$/gm)].map(([, id = '']) => id);
    session.say(...before, ...(end === 'QUIT' ? ['QUIT'] : []));
    session.session.closed();
    return found;
  };
  const server = withMail(fresh());
  const first = ids(server, 'QUIT');
  note('UIDL form', String(first.every((id) => /^[!-~]{1,70}$/.test(id))));
  note('UIDL differ', String(new Set(first).size === 3));
  const second = ids(server, 'drop');
  note('UIDL in the next session', String(second.join() === first.join()));
  const third = ids(server, 'QUIT', 'DELE 1');
  note('UIDL after a drop', String(third.join() === second.join()));
  const fourth = ids(server, 'QUIT');
  note('UIDL after DELE 1', String(fourth.join() === third.slice(1).join()));
  server.deliver('mrose', [Buffer.from('Subject: new\r\n\r\n')]);
  note('UIDL of new mail', String(third.includes(ids(server, 'QUIT')[2] ?? '')));
};

const lines: Part = (note, fresh) => {
  const talk = loggedIn(withMail(fresh()));
  const raw = (name: string, octets: string): void =>
    note(name, JSON.stringify(talk.raw(octets).replace(/(OK|ERR|ok) [^\r\n]*/g, '$1')));
  raw('NUL in a line', 'NOOP\0x\r\n');
  raw('8 bit in a line', 'NO\x80OP\r\n');
  raw('a line of 2000 octets', `${'x'.repeat(1024)}${'y'.repeat(974)}\r\n`);
  raw('a line of 255 octets', `${'x'.repeat(253)}\r\n`);
  raw('an empty line', '\r\n');
  raw('NOOP', 'NOOP\r\n');
  raw('LIST', 'LIST\r\n');
  raw('RETR 2', 'RETR 2\r\n');
  raw('surplus argument', 'STAT 1\r\n');
  note('three lists', JSON.stringify(talk.say('LIST', 'LIST', 'LIST').slice(-3)));
  note('echo', String(talk.say('X'.repeat(250)).length < 512));
  note('STAT NOOP at once', talk.say('STAT', 'NOOP'));
  note('USER PASS STAT at once', statuses(new Talk(fresh()).say('USER harpo', 'PASS swordfish', 'STAT')));
  note('CAPA after login', talk.say('CAPA'));
  for (const name of ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'CRAM-MD5', 'PLAIN', 'LOGIN'])
    note(`AUTH ${name}`, statuses(new Talk(fresh()).say(`AUTH ${name}`)));
};

const leaks: Part = (note, fresh) => {
  note('wrong password', new Talk(fresh()).say('USER harpo', 'PASS wrong'));
  note('unknown user', new Talk(fresh()).say('USER nobody', 'PASS wrong'));
  const server = fresh();
  const first = new Talk(server);
  first.say('USER mrose', 'PASS tanstaaf');
  note('wrong password of a locked maildrop', new Talk(server).say('USER mrose', 'PASS wrong'));
  const half = fresh();
  new Talk(half).say('USER harpo');
  note('PASS on another connection', statuses(new Talk(half).say('PASS swordfish')));
};

const tls: Part = (note, fresh) => {
  const talk = new Talk(fresh());
  note('STLS and CAPA at once', statuses(talk.say('STLS', 'CAPA')));
  note('STLS begins TLS', String(talk.startsTls));
  talk.session.tlsStarted();
  note('first reply under TLS', talk.say('CAPA'));
  note('STAT under TLS', statuses(talk.say('STAT')));
  note('STLS after login', statuses(loggedIn(fresh()).say('STLS')));
};

const scram: Part = (note, fresh) => {
  const begin = (first: string): [Talk, string] => {
    const talk = new Talk(fresh());
    return [talk, Talk.challenge(talk.say(`AUTH SCRAM-SHA-1 ${base64(first)}`))];
  };
  const exchange = (name: string, first: string, change: (final: string, proof: Buffer) => string): void => {
    const [talk, serverFirst] = begin(first);
    const [, nonce = '', salt = '', i = '1'] = /^r=(.*),s=(.*),i=(\d+)$/.exec(serverFirst) ?? [];
    const salted = pbkdf2Sync('swordfish', Buffer.from(salt, 'base64'), Number(i), 20, 'sha1');
    const key = createHmac('sha1', salted).update('Client Key').digest();
    const stored = createHash('sha1').update(key).digest();
    let final = '';
    let signed = '';
    const sign = (text: string): Buffer => {
      signed = `${first.replace(/^[^,]*,[^,]*,/, '')},${serverFirst},${text}`;
      const mask = createHmac('sha1', stored).update(signed).digest();
      return Buffer.from(key.map((octet, at) => octet ^ (mask[at] ?? 0)));
    };
    final = change(`c=biws,r=${nonce}`, Buffer.alloc(0));
    const reply = talk.say(base64(`${final},p=${change('', sign(final))}`));
    const serverKey = createHmac('sha1', salted).update('Server Key').digest();
    const right = createHmac('sha1', serverKey).update(signed).digest('base64');
    note(
      `SCRAM ${name}`,
      `${statuses(reply)} ${String(Talk.challenge(reply) === `v=${right}`)} ${statuses(talk.say(''))}`,
    );
  };
  const same = (final: string, proof: Buffer): string => (final === '' ? proof.toString('base64') : final);
  exchange('right', 'n,,n=harpo,r=abc', same);
  exchange('optional extension', 'n,,n=harpo,r=abc,x=1', same);
  exchange('mandatory extension', 'n,,m=1,n=harpo,r=abc', same);
  exchange('other c=', 'n,,n=harpo,r=abc', (final, proof) => same(final.replace('biws', 'eSws'), proof));
  exchange('other nonce', 'n,,n=harpo,r=abc', (final, proof) => same(final === '' ? '' : `${final}x`, proof));
  exchange('wrong proof', 'n,,n=harpo,r=abc', (final) =>
    final === '' ? Buffer.alloc(20).toString('base64') : final,
  );
  const nonces = [1, 2].map(() => /^r=([^,]*)/.exec(begin('n,,n=harpo,r=abc')[1])?.[1] ?? '');
  note('SCRAM nonce grows', String(nonces.every((nonce) => nonce.length > 20)));
  note('SCRAM nonce fresh', String(nonces[0] !== nonces[1]));
  note('SCRAM iterations', /i=(\d+)$/.exec(begin('n,,n=harpo,r=abc')[1])?.[1] ?? '');
  note('SCRAM unknown user', String(begin('n,,n=nobody,r=abc')[1].length > 0));
};
