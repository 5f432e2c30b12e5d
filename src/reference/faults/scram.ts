import { group, isErr, onCommand, onResponse } from './helpers.js';
import { err } from '../session/pop3/reply.js';

/** SCRAM-SHA-1 and SCRAM-SHA-256. */
export const scramFaults = group('scram', [
  {
    name: 'scram-nonce-not-extended',
    title: 'the nonce is the one of the client alone',
    row: 'rfc5802-5.1-server-extends-nonce',
    plant: () => ({ scramNonce: (_realm, clientNonce) => clientNonce }),
  },
  {
    name: 'scram-nonce-constant',
    title: 'the server adds the same characters to every nonce',
    row: 'rfc5802-5.1-server-nonce-fresh',
    plant: () => ({ scramNonce: (_realm, clientNonce) => `${clientNonce}3rfcNHYJY1ZVvWVs7j` }),
  },
  {
    name: 'scram-final-nonce-unchecked',
    title: 'the nonce of the final message is not looked at',
    row: 'rfc5802-5.1-server-checks-nonce',
    plant: () => ({ scramNonceHolds: () => true }),
  },
  {
    name: 'scram-proof-unchecked',
    title: 'every proof is accepted',
    row: 'rfc5802-5-proof-verified',
    plant: () => ({ scramProofMatches: () => true }),
  },
  {
    name: 'scram-binding-unchecked',
    title: 'c= is not compared with the header that was sent',
    row: 'rfc5802-6-c-validated',
    plant: () => ({ scramBindingHolds: () => true }),
  },
  {
    name: 'scram-wrong-signature',
    title: 'the server signature does not verify',
    row: 'rfc5802-5.1-server-signature',
    plant: (correct) => ({ scramSignature: (check) => Buffer.from(correct.scramSignature(check)).reverse() }),
  },
  {
    name: 'scram-iterations-1',
    title: 'the iteration count is 1',
    row: 'rfc5802-5.1-iteration-count',
    plant: () => ({ scramIterations: 1 }),
  },
  {
    name: 'scram-mandatory-extension-taken',
    title: 'an extension marked as mandatory is passed over',
    row: 'rfc5802-5.1-mandatory-extension',
    plant: (correct) => ({
      scramTakesExtension: (a) => correct.scramTakesExtension(a) || a.startsWith('m='),
    }),
  },
  {
    name: 'scram-optional-extension-refused',
    title: 'an unknown optional attribute fails the exchange',
    row: 'rfc5802-5.1-optional-extension-ignored',
    plant: () => ({ scramTakesExtension: () => false }),
  },
  {
    name: 'scram-no-final-challenge',
    title: 'after the proof comes +OK at once, and no server signature',
    row: 'rfc5034-4-final-data-in-challenge',
    plant: (correct) =>
      onResponse(correct, (_session, _text, next) => {
        const reply = next();
        const challenge = Buffer.from(reply.octets.toString('latin1', 2), 'base64').toString('latin1');
        return challenge.startsWith('v=') ? next('') : reply;
      }),
  },
  {
    name: 'scram-unknown-user-refused-early',
    title: 'an unknown user is refused at the first message',
    row: 'rfc5802-7-unknown-user-visible',
    plant: (correct) => {
      const unknown = (accounts: readonly { user: Buffer }[], text: string): boolean => {
        const message = Buffer.from(text, 'base64').toString('latin1');
        const name = /^[ny],[^,]*,n=([^,]+),r=/.exec(message)?.[1];
        return name !== undefined && !accounts.some(({ user }) => user.toString('latin1') === name);
      };
      return {
        ...onCommand(correct, 'AUTH', (session, { rest }, next) => {
          const strange = unknown(session.realm.accounts, rest?.split(' ')[1] ?? '');
          const reply = next();
          if (!strange || isErr(reply)) return reply;
          session.exchange = null;
          return err('authentication failed');
        }),
        ...onResponse(correct, (session, text, next) => {
          const reply = next();
          if (isErr(reply) || !unknown(session.realm.accounts, text)) return reply;
          session.exchange = null;
          return err('authentication failed');
        }),
      };
    },
  },
]);
