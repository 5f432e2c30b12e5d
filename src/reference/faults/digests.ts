import { createHash } from 'node:crypto';
import type { DigestCheck } from '../mechanisms/behaviour.js';
import type { Pop3Behaviour } from '../session/pop3/behaviour.js';
import { enter } from '../session/pop3/login.js';
import { accountOf, group, hmacMd5, isErr, md5, onResponse } from './helpers.js';

type Rule = (check: DigestCheck, right: string) => boolean;

/** Accepts besides the right digest what `rule` says. */
function apop(rule: Rule): (correct: Pop3Behaviour) => Partial<Pop3Behaviour> {
  return (correct) => ({
    apopMatches: (check) => correct.apopMatches(check) || rule(check, md5(check.challenge, check.secret)),
  });
}

function cram(rule: Rule): (correct: Pop3Behaviour) => Partial<Pop3Behaviour> {
  return (correct) => ({
    cramMatches: (check) => correct.cramMatches(check) || rule(check, hmacMd5(check.secret, check.challenge)),
  });
}

/** Accepts what is computed with another key, and nothing else. */
function cramKey(key: (secret: Buffer) => Buffer): () => Partial<Pop3Behaviour> {
  return () => ({
    cramMatches: ({ digest, secret, challenge }) => digest === hmacMd5(key(secret), challenge),
  });
}

const inside = (challenge: string): string => challenge.slice(1, -1);
const prefix: Rule = ({ digest }, right) => digest.length > 0 && right.startsWith(digest);
const half: Rule = ({ digest }, right) => digest.length === 32 && digest.slice(0, 16) === right.slice(0, 16);
const tail: Rule = ({ digest }, right) => digest.startsWith(right);
const butLast: Rule = ({ digest }, right) =>
  digest.length === 32 && digest.slice(0, 31) === right.slice(0, 31);

/** Wrong digests that are taken, and right ones that are not. */
export const digestFaults = group('digest', [
  {
    name: 'apop-digest-prefix',
    title: 'a digest cut short is accepted',
    row: 'rfc1939-7-apop-digest-short',
    plant: apop(prefix),
  },
  {
    name: 'apop-digest-half',
    title: 'only the first 16 digits are compared',
    row: 'rfc1939-7-apop-verify',
    plant: apop(half),
  },
  {
    name: 'apop-digest-last-digit',
    title: 'the last digit is not compared',
    row: 'rfc1939-7-apop-verify',
    plant: apop(butLast),
  },
  {
    name: 'apop-digest-tail',
    title: 'what follows the 32 digits is ignored',
    row: 'rfc1939-7-apop-digest-short',
    plant: apop(tail),
  },
  {
    name: 'apop-without-brackets',
    title: 'a digest over the timestamp without its brackets is accepted',
    row: 'rfc1939-7-apop-digest-brackets',
    plant: apop(({ digest, challenge, secret }) => digest === md5(inside(challenge), secret)),
  },
  {
    name: 'apop-secret-first',
    title: 'a digest over the secret, then the timestamp is accepted',
    row: 'rfc1939-7-apop-digest-order',
    plant: apop(({ digest, challenge, secret }) => digest === md5(secret, challenge)),
  },
  {
    name: 'apop-empty-secret',
    title: 'a digest over the timestamp alone is accepted',
    row: 'rfc1939-7-apop-verify',
    plant: apop(({ digest, challenge }) => digest === md5(challenge)),
  },
  {
    name: 'apop-other-users-secret',
    title: 'the secret of any account opens every maildrop',
    row: 'rfc1939-7-apop-verify',
    plant: apop(({ realm, digest, challenge }) =>
      realm.accounts.some(({ secret }) => digest === md5(challenge, secret)),
    ),
  },
  {
    name: 'cram-digest-prefix',
    title: 'a digest cut short is accepted',
    row: 'rfc2195-2-digest-16-octets',
    plant: cram(prefix),
  },
  {
    name: 'cram-digest-half',
    title: 'only the first 16 digits are compared',
    row: 'rfc2195-2-server-verifies',
    plant: cram(half),
  },
  {
    name: 'cram-digest-tail',
    title: 'what follows the 32 digits is ignored',
    row: 'rfc2195-2-digest-16-octets',
    plant: cram(tail),
  },
  {
    name: 'cram-without-brackets',
    title: 'a digest over the challenge without its brackets is accepted',
    row: 'rfc2195-2-challenge-angle-brackets',
    plant: cram(({ digest, challenge, secret }) => digest === hmacMd5(secret, inside(challenge))),
  },
  {
    name: 'cram-over-base64',
    title: 'a digest over the challenge in base64 is accepted',
    row: 'rfc2195-2-digest-text-is-challenge',
    plant: cram(
      ({ digest, challenge, secret }) =>
        digest === hmacMd5(secret, Buffer.from(challenge).toString('base64')),
    ),
  },
  {
    name: 'cram-plain-md5',
    title: 'the digest is taken for MD5 over challenge and secret, as in APOP',
    row: 'rfc2195-2-digest-keyed-md5',
    plant: () => ({ cramMatches: ({ digest, challenge, secret }) => digest === md5(challenge, secret) }),
  },
  {
    name: 'cram-empty-secret',
    title: 'a digest with an empty key is accepted',
    row: 'rfc2195-2-digest-key-is-secret',
    plant: cram(({ digest, challenge }) => digest === hmacMd5('', challenge)),
  },
  {
    name: 'cram-other-users-secret',
    title: 'the secret of any account opens every maildrop',
    row: 'rfc2195-2-incorrect-refused',
    plant: cram(({ realm, digest, challenge }) =>
      realm.accounts.some(({ secret }) => digest === hmacMd5(secret, challenge)),
    ),
  },
  {
    name: 'cram-key-cut-at-64',
    title: 'keys above 64 octets are cut and not hashed',
    row: 'rfc2195-2-secret-over-64-hashed',
    plant: cramKey((secret) => secret.subarray(0, 64)),
  },
  {
    name: 'cram-key-of-64-hashed',
    title: 'a key of just 64 octets is hashed',
    row: 'rfc2195-2-secret-null-padded',
    plant: cramKey((secret) => (secret.length === 64 ? createHash('md5').update(secret).digest() : secret)),
  },
  {
    name: 'cram-key-padded-with-spaces',
    title: 'short keys are padded with spaces and not with NUL',
    row: 'rfc2195-2-secret-null-padded',
    plant: cramKey((secret) => Buffer.concat([secret, Buffer.alloc(Math.max(0, 64 - secret.length), ' ')])),
  },
  {
    name: 'cram-unknown-user',
    title: 'a name that nobody has is let in, with any digest',
    row: 'rfc2195-2-unknown-user-refused',
    plant: (correct) =>
      onResponse(correct, (session, text, next) => {
        const reply = next();
        const name = /^([^\0]+) [0-9a-f]{32}$/.exec(Buffer.from(text, 'base64').toString('latin1'))?.[1];
        const user = Buffer.from(name ?? '', 'latin1');
        const stranger = name !== undefined && accountOf(session.realm, user) === null;
        return isErr(reply) && stranger ? enter(session, { user, secret: Buffer.alloc(0) }) : reply;
      }),
  },
  {
    name: 'base64-case-ignored',
    title: 'a response with upper and lower case swapped is accepted',
    row: 'rfc1734-3-base64-case-sensitive',
    plant: (correct) =>
      onResponse(correct, (session, text, next) => {
        const { exchange } = session;
        const reply = next();
        if (!isErr(reply)) return reply;
        session.exchange = exchange;
        return next(
          text.replace(/[a-z]/gi, (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())),
        );
      }),
  },
]);
