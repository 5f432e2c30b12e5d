import { group, hmacMd5, md5, PerSession, watch } from './helpers.js';

/** Answers that are accepted a second time, or on another connection. */
export const replayFaults = group('replay', [
  {
    name: 'apop-replay',
    title: 'a digest that was accepted once is accepted ever after',
    row: 'rfc1939-7-apop-replay',
    plant: (correct) => {
      const accepted = new Set<string>();
      return {
        apopMatches: (check) => {
          const key = `${check.user.toString('latin1')} ${check.digest}`;
          if (correct.apopMatches(check)) accepted.add(key);
          return accepted.has(key);
        },
      };
    },
  },
  {
    name: 'apop-crossed',
    title: 'a digest over the timestamp of any greeting is accepted',
    row: 'rfc1939-7-apop-replay',
    plant: (correct) => {
      const given: string[] = [];
      return {
        apopTimestamp: (realm) => {
          const timestamp = correct.apopTimestamp(realm);
          given.push(timestamp);
          return timestamp;
        },
        apopMatches: (check) => given.some((challenge) => check.digest === md5(challenge, check.secret)),
      };
    },
  },
  {
    name: 'cram-replay',
    title: 'a response that was accepted once is accepted ever after',
    row: 'rfc2195-4-replayed-response-fails',
    plant: (correct) => {
      const accepted = new Set<string>();
      return {
        cramMatches: (check) => {
          const key = `${check.user.toString('latin1')} ${check.digest}`;
          if (correct.cramMatches(check)) accepted.add(key);
          return accepted.has(key);
        },
      };
    },
  },
  {
    name: 'cram-cancelled-challenge',
    title: 'a response to a challenge cancelled on this connection is accepted',
    row: 'rfc2195-4-replayed-response-fails',
    plant: (correct) => {
      const watching = watch(correct);
      const given = new PerSession<string[]>(() => []);
      return {
        ...watching.changes,
        cramChallenge: (realm) => {
          const challenge = correct.cramChallenge(realm);
          const session = watching.session();
          if (session !== null) given.get(session).push(challenge);
          return challenge;
        },
        cramMatches: (check) => {
          const session = watching.session();
          const challenges = session === null ? [check.challenge] : given.get(session);
          return challenges.some((challenge) => check.digest === hmacMd5(check.secret, challenge));
        },
      };
    },
  },
  {
    name: 'cram-crossed',
    title: 'a response to the challenge of another connection is accepted',
    row: 'rfc2195-4-replayed-response-fails',
    plant: (correct) => {
      const given: string[] = [];
      return {
        cramChallenge: (realm) => {
          const challenge = correct.cramChallenge(realm);
          given.push(challenge);
          return challenge;
        },
        cramMatches: (check) => given.some((challenge) => check.digest === hmacMd5(check.secret, challenge)),
      };
    },
  },
]);
