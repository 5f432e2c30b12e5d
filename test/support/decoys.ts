import { uniqueId } from '../../src/reference/session/pop3/maildrop.js';
import { closesAfter, oddId, onText, type Oddity } from './odd-server.js';

const refused = 'authentication failed';
const isRefusal = (_verb: string, text: string): boolean => text.includes(refused);

/** What a client has to read in a reply stays; the rest of the text is free. */
function free(text: string, verb: string, instead: string): string {
  if (verb === 'greeting') return [instead, /<[^>]*>/.exec(text)?.[0] ?? ''].filter((part) => part !== '').join(' '); // prettier-ignore
  if (verb === 'STAT') return text;
  if ((verb === 'LIST' || verb === 'UIDL') && /^[0-9]+ \S/.test(text)) return text;
  return instead;
}

/** Each of them correct by the RFCs, each of them seen or likely somewhere. */
export const decoys: Readonly<Record<string, Oddity>> = {
  'no text behind +OK and -ERR': onText((text, _sign, verb) => free(text, verb, '')),
  '+OK -ERR as text': onText((text, sign, verb) => (sign === '+OK' ? free(text, verb, '-ERR') : text)),
  '+OK . as text': onText((text, sign, verb) => (sign === '+OK' ? free(text, verb, '.') : text)),
  'texts of 400 characters': onText((text, _sign, verb) => free(text, verb, 'x'.repeat(400))),
  '-ERR in lower case': onText((text, sign) => (sign === '-ERR' && !text.startsWith('[') ? text.toLowerCase() : text)),
  '-ERR in upper case': onText((text, sign) => (sign === '-ERR' ? text.toUpperCase() : text)),
  'words behind STAT and LIST': {
    behaviour: () => ({
      reply: (_session, command, reply) => {
        const text = reply.octets.toString('latin1');
        if (!text.startsWith('+OK')) return reply;
        if (command?.verb === 'STAT') return { ...reply, octets: Buffer.from(text.replace('\r\n', ' octets\r\n'), 'latin1') };
        if (command?.verb !== 'LIST') return reply;
        return { ...reply, octets: Buffer.from(text.replace(/^(\+OK )?([0-9]+ [0-9]+)\r$/gm, '$1$2 octets\r'), 'latin1') };
      },
    }),
  },
  'a pause before a refusal': {
    pace: (octets) => [{ octets, after: octets.includes(refused) ? 600 : 0 }],
  },
  'closes with the first refusal': closesAfter(1, isRefusal),
  'closes with the third refusal': closesAfter(3, isRefusal),
  'closes with the third bad command': closesAfter(3, (_verb, text) => /no such command|wrong arguments|line /.test(text)),
  'the first two logins find the maildrop in use': putsOff('[IN-USE] the maildrop is busy'),
  'the first two logins fail for a while': putsOff('[SYS/TEMP] try again'),
  'refusals with [AUTH]': onText((text) => (text === refused ? `[AUTH] ${text}` : text)),
  'unknown commands with [SYS/PERM]': onText((text) => (text === 'no such command' ? `[SYS/PERM] ${text}` : text)),
  '<text> in a greeting without APOP': { ...without('apop'), ...greets('ready <at your service>') },
  'a constant <a@b> in a greeting without APOP': { ...without('apop'), ...greets('ready <a@b>') },
  'replies octet by octet': {
    pace: (octets) => octets.length > 4000 ? [{ octets, after: 0 }] : Array.from(octets, (octet) => ({ octets: Buffer.of(octet), after: 0 })),
  },
  'replies cut in the middle of CRLF': {
    pace: (octets) => {
      const cut = octets.indexOf('\n');
      return [{ octets: octets.subarray(0, cut), after: 0 }, { octets: octets.subarray(cut), after: 2 }];
    },
  },
  'nothing but the minimum': { realm: { offers: ['user'] } },
  'CAPA but no AUTH': { realm: { offers: ['user', 'apop', 'capa', 'top', 'uidl'] } },
  'APOP only': { realm: { offers: ['apop', 'capa', 'top', 'uidl'] } },
  'APOP only, without CAPA': { realm: { offers: ['apop'] } },
  'AUTH only': { realm: { offers: ['cram-md5', 'scram-sha-1', 'scram-sha-256', 'plain', 'capa', 'top', 'uidl', 'stls'] } },
  'AUTH only, without CAPA': { realm: { offers: ['cram-md5', 'plain', 'top'] } },
  'unknown users are refused at USER': {
    behaviour: ({ accounts }) => ({
      command: (_session, command, next) => {
        const known = accounts.some(({ user }) => user.toString('latin1') === command.rest);
        return command.verb !== 'USER' || known || command.rest === null || command.rest.includes(' ') ? next(command) : { octets: Buffer.from('-ERR sorry, no mailbox for you here\r\n'), then: 'go on' };
      },
    }),
  },
  'ids of 70 odd characters': {
    behaviour: () => ({ uniqueId: (drop, message) => oddId(uniqueId(drop, message)) }),
  },
  'mail arrives with a header more': {
    received: (message) => Buffer.concat([Buffer.from('Return-Path: <somebody@example.test>\r\n'), message]),
  },
  'closes on NUL and on overlong lines': {
    behaviour: () => {
      const ending = new WeakSet<object>();
      return {
        line: (session, line) => {
          if (line.overlong || line.octets.includes(0)) ending.add(session);
          return line;
        },
        reply: (session, _command, reply) => (ending.has(session) ? { octets: Buffer.alloc(0), then: 'close' } : reply),
      };
    },
  },
  'an overlong line is many': { behaviour: () => ({ splitAt: 16_384 }) },
  'a maildrop may be opened twice': {
    behaviour: ({ store }) => {
      const lock = store.lock.bind(store);
      store.lock = (user) => lock(user) ?? { mailbox: store.mailbox(user), release: () => undefined };
      return {};
    },
  },
  'four connections at most': { connections: 4 },
  'no clear text before STLS': { realm: { clearText: 'after-tls' } },
  'capabilities in lower case, and unknown ones': {
    behaviour: () => ({
      capabilities: (_session, lines) => [
        ...lines.map((line) => line.replace(/^\S+/, (tag) => tag.toLowerCase())),
        'LOGIN-DELAY 0', 'X-ODD one two=3 (four) <five>', 'UNHEARD-OF', 'EXPIRE-NOT 0 USER',
      ],
    }),
  },
}; // prettier-ignore

function without(offer: string): Oddity {
  const offers = ['user', 'cram-md5', 'plain', 'login', 'scram-sha-1', 'scram-sha-256', 'capa', 'stls', 'top', 'uidl'] as const; // prettier-ignore
  return { realm: { offers: offers.filter((each) => each !== offer) } };
}

function greets(text: string): Oddity {
  return { behaviour: () => ({ greeting: () => text }) };
}

/** The first two right logins of every user are put off (RFC 2449 section 8.1.2, RFC 3206 section 4). */
function putsOff(text: string): Oddity {
  return {
    behaviour: () => {
      let left = 2;
      return {
        reply: (session, _command, reply) => {
          if (session.drop === null || !reply.octets.toString('latin1').startsWith('+OK maildrop has') || left-- <= 0) return reply; // prettier-ignore
          session.leave(false);
          session.account = null;
          return { octets: Buffer.from(`-ERR ${text}\r\n`), then: 'go on' };
        },
      };
    },
  };
}

/** Those that do not meet share a server, since each server is played all the cases. */
export const servers: readonly (readonly string[])[] = [
  ['no text behind +OK and -ERR'],
  ['refusals with [AUTH]', '+OK -ERR as text', 'ids of 70 odd characters', 'capabilities in lower case, and unknown ones'],
  ['words behind STAT and LIST', '+OK . as text', '-ERR in upper case'],
  ['closes with the third refusal', 'texts of 400 characters'],
  ['unknown users are refused at USER', 'mail arrives with a header more', '-ERR in lower case', 'replies octet by octet'],
  ['the first two logins find the maildrop in use', 'a pause before a refusal'],
  ['closes with the first refusal', 'the first two logins fail for a while'],
  ['closes with the third bad command', 'a maildrop may be opened twice', 'replies cut in the middle of CRLF'],
  ['unknown commands with [SYS/PERM]', '<text> in a greeting without APOP'],
  ['a constant <a@b> in a greeting without APOP', 'an overlong line is many'],
  ['closes on NUL and on overlong lines'],
  ['nothing but the minimum'],
  ['CAPA but no AUTH'],
  ['APOP only'],
  ['APOP only, without CAPA'],
  ['AUTH only'],
  ['AUTH only, without CAPA'],
  ['four connections at most'],
  ['no clear text before STLS'],
]; // prettier-ignore
