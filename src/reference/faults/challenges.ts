import { group, isErr, onResponse, PerSession, watch } from './helpers.js';

const someTime = 896_697_170_952;

/** Challenges that repeat, can be foreseen, or have the wrong form. */
export const challengeFaults = group('challenge', [
  {
    name: 'timestamp-constant',
    title: 'the timestamp of the greeting never changes',
    row: 'rfc1939-7-apop-timestamp-unique',
    plant: () => ({ apopTimestamp: ({ hostname }) => `<1896.${String(someTime)}@${hostname}>` }),
  },
  {
    name: 'timestamp-by-second',
    title: 'greetings of one second carry the same timestamp',
    row: 'rfc1939-7-apop-timestamp-unique',
    plant: () => ({
      apopTimestamp: (realm) => `<1896.${String(Math.floor(realm.now() / 1000))}@${realm.hostname}>`,
    }),
  },
  {
    name: 'timestamp-every-eighth',
    title: 'every eighth greeting carries the timestamp of the one before',
    row: 'rfc1939-7-apop-timestamp-unique',
    plant: (correct) => {
      let count = 0;
      let last = '';
      return { apopTimestamp: (realm) => (count++ % 8 === 7 ? last : (last = correct.apopTimestamp(realm))) };
    },
  },
  {
    name: 'timestamp-repeats-after-restart',
    title: 'the timestamp is a counter that begins anew with the server',
    row: 'rfc1939-7-apop-timestamp-unique-restart',
    plant: () => {
      let count = 0;
      return { apopTimestamp: ({ hostname }) => `<1896.${String(someTime + ++count)}@${hostname}>` };
    },
  },
  {
    name: 'timestamp-predictable',
    title: 'the timestamp is process and clock and nothing else',
    row: 'rfc1939-7-apop-predictable',
    plant: () => {
      let count = 0;
      return {
        apopTimestamp: (realm) =>
          `<${String(process.pid)}.${String(realm.now())}.${String(++count)}@${realm.hostname}>`,
      };
    },
  },
  {
    name: 'timestamp-without-at',
    title: 'the timestamp is no msg-id: it has no @',
    row: 'rfc1939-7-apop-timestamp-msgid',
    plant: (correct) => ({ apopTimestamp: (realm) => correct.apopTimestamp(realm).replace('@', '.') }),
  },
  {
    name: 'timestamp-8bit',
    title: 'the timestamp holds an octet above 127',
    row: 'rfc1939-7-apop-timestamp-msgid',
    plant: (correct) => ({ apopTimestamp: (realm) => correct.apopTimestamp(realm).replace('@', '\xe9@') }),
  },
  {
    name: 'cram-challenge-constant',
    title: 'the challenge of CRAM-MD5 never changes',
    row: 'rfc2195-4-challenge-unique',
    plant: () => ({ cramChallenge: ({ hostname }) => `<1896.${String(someTime)}@${hostname}>` }),
  },
  {
    name: 'cram-challenge-per-connection',
    title: 'a second AUTH on a connection gets the challenge of the first',
    row: 'rfc2195-4-challenge-unique-same-conn',
    plant: (correct) => {
      const watching = watch(correct);
      const given = new PerSession(() => '');
      return {
        ...watching.changes,
        cramChallenge: (realm) => {
          const session = watching.session();
          const challenge = (session && given.get(session)) || correct.cramChallenge(realm);
          if (session !== null) given.set(session, challenge);
          return challenge;
        },
      };
    },
  },
  {
    name: 'cram-challenge-kept-after-failure',
    title: 'after a wrong digest the same challenge is given again',
    row: 'rfc2195-4-challenge-unique-same-conn',
    plant: (correct) => {
      const watching = watch(correct);
      const failed = new PerSession(() => false);
      const given = new PerSession(() => '');
      return {
        ...watching.changes,
        ...onResponse(correct, (session, text, next) => {
          const reply = next();
          failed.set(session, isErr(reply) && text !== '*');
          return reply;
        }),
        cramChallenge: (realm) => {
          const session = watching.session();
          if (session === null) return correct.cramChallenge(realm);
          if (!failed.get(session)) given.set(session, correct.cramChallenge(realm));
          return given.get(session);
        },
      };
    },
  },
  {
    name: 'cram-challenge-no-msgid',
    title: 'the challenge of CRAM-MD5 is a word without brackets and host',
    row: 'rfc2195-2-challenge-msgid-syntax',
    plant: () => ({ cramChallenge: (realm) => realm.random(16).toString('hex') }),
  },
  {
    name: 'cram-challenge-counter',
    title: 'the challenge of CRAM-MD5 counts upwards',
    row: 'rfc2195-2-challenge-random-digits',
    plant: () => {
      let count = 0;
      return { cramChallenge: ({ hostname }) => `<${String(++count)}.${String(someTime)}@${hostname}>` };
    },
  },
  {
    name: 'cram-challenge-empty',
    title: 'the challenge of CRAM-MD5 is empty',
    row: 'rfc2195-2-server-first',
    plant: () => ({ cramChallenge: () => '' }),
  },
]);
