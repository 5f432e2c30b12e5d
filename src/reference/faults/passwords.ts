import type { PasswordCheck } from '../mechanisms/behaviour.js';
import { saslprep } from '../mechanisms/saslprep.js';
import type { Pop3Behaviour } from '../session/pop3/behaviour.js';
import { group, isErr, onResponse, silence } from './helpers.js';

type Rule = (check: PasswordCheck) => boolean;

function plain(rule: Rule): (correct: Pop3Behaviour) => Partial<Pop3Behaviour> {
  return (correct) => ({ passwordMatches: (check) => correct.passwordMatches(check) || rule(check) });
}

function pass(rule: Rule): (correct: Pop3Behaviour) => Partial<Pop3Behaviour> {
  return (correct) => ({ passMatches: (check) => correct.passMatches(check) || rule(check) });
}

const lower = (octets: Buffer): string => octets.toString('latin1').toLowerCase();
const sameButCase: Rule = ({ given, secret }) => lower(given) === lower(secret);
const beginning: Rule = ({ given, secret }) =>
  given.length > 0 && secret.subarray(0, given.length).equals(given);
const firstEight: Rule = ({ given, secret }) => given.subarray(0, 8).equals(secret.subarray(0, 8));
const sameLength: Rule = ({ given, secret }) => given.length === secret.length;

/** Passwords in clear: PASS, PLAIN and LOGIN. */
export const passwordFaults = group('plain', [
  {
    name: 'pass-first-eight',
    title: 'only the first eight octets of a password count',
    row: 'rfc1939-7-pass-decides',
    plant: pass(firstEight),
  },
  {
    name: 'pass-case-ignored',
    title: 'PASS ignores upper and lower case',
    row: 'rfc1939-7-pass-decides',
    plant: pass(sameButCase),
  },
  {
    name: 'pass-same-length',
    title: 'any password of the right length is accepted',
    row: 'rfc1939-7-pass-decides',
    plant: pass(sameLength),
  },
  {
    name: 'pass-first-72',
    title: 'only the first 72 octets of a password count, as with bcrypt',
    row: 'rfc1939-7-pass-decides',
    plant: pass(
      ({ given, secret }) => secret.length > 72 && given.subarray(0, 72).equals(secret.subarray(0, 72)),
    ),
  },
  {
    name: 'login-lets-nobody-in',
    title: 'the right secret is refused, in whatever way it comes',
    row: 'rfc1939-4-one-auth-mech',
    plant: () => ({
      passMatches: () => false,
      apopMatches: () => false,
      passwordMatches: () => false,
      cramMatches: () => false,
      scramProofMatches: () => false,
    }),
  },
  {
    name: 'plain-lets-nobody-in',
    title: 'PLAIN and LOGIN are listed and refuse the secret that PASS takes',
    row: 'rfc1734-2-success-ok',
    plant: () => ({ passwordMatches: () => false }),
  },
  {
    name: 'plain-prefix',
    title: 'the beginning of the password is enough for PLAIN',
    row: 'rfc4616-2-credentials-verified',
    plant: plain(beginning),
  },
  {
    name: 'plain-case-ignored',
    title: 'PLAIN ignores upper and lower case',
    row: 'rfc4616-2-credentials-verified',
    plant: plain(sameButCase),
  },
  {
    name: 'plain-empty-password',
    title: 'an empty password is accepted by PLAIN',
    row: 'rfc4616-2-empty-fails',
    plant: plain(({ given }) => given.length === 0),
  },
  {
    name: 'plain-authzid-ignored',
    title: 'everybody may act for everybody else',
    row: 'rfc4616-2-authzid-authorized',
    plant: (correct) => ({
      mayActAs: (authzid, authcid) =>
        correct.mayActAs(authzid, authcid) || (saslprep(authzid)?.length ?? 0) > 0,
    }),
  },
  {
    name: 'plain-authzid-same-refused',
    title: 'an authorization identity equal to the user is refused',
    row: 'rfc4616-2-authzid-same',
    plant: () => ({ mayActAs: (authzid) => authzid.length === 0 }),
  },
  {
    name: 'plain-authzid-empty-after-preparation',
    title: 'an authorization identity that prepares to nothing counts as absent',
    row: 'rfc5034-4-authzid-prepared-empty',
    plant: (correct) => ({
      mayActAs: (authzid, authcid) => correct.mayActAs(authzid, authcid) || saslprep(authzid)?.length === 0,
    }),
  },
  {
    name: 'plain-extra-nul',
    title: 'what follows a third NUL is ignored',
    row: 'rfc4616-2-extra-nul',
    plant: (correct) => ({
      decodeBase64: (text) => {
        const octets = correct.decodeBase64(text);
        const parts = octets?.toString('latin1').split('\0') ?? [];
        return parts.length > 3 ? Buffer.from(parts.slice(0, 3).join('\0'), 'latin1') : octets;
      },
    }),
  },
  {
    name: 'plain-too-few-parts-unanswered',
    title: 'a message without its two NULs gets no reply',
    row: 'rfc4616-2-too-few-parts',
    plant: (correct) =>
      onResponse(correct, (session, text, next) => {
        const clientFirst = session.exchange?.challenge === null;
        const reply = next();
        const parts = Buffer.from(text, 'base64').toString('latin1').split('\0').length;
        return isErr(reply) && clientFirst && text !== '*' && parts < 3 ? silence : reply;
      }),
  },
]);
