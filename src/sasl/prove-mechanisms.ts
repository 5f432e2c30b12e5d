import { z } from 'zod';
import { decodeBase64, encodeBase64 } from './base64.js';
import { cramDigest } from './cram-md5.js';
import { kerberosV4Faults } from './kerberos-v4.js';
import { startMechanism } from './mechanism.js';
import { parsePlain, plainMessage } from './plain.js';
import type { Prover } from './prove.js';
import { checkScramClientFinal } from './scram-server.js';
import type { ScramMechanism } from './scram.js';
import { digest, octets, readVectors, vectorHead } from './vector-file.js';

const cramVector = z.strictObject({
  ...vectorHead,
  challenge: octets,
  user: octets,
  secret: octets,
  digest,
  response: octets,
});
const plainVector = z.strictObject({
  ...vectorHead,
  authzid: octets,
  user: octets,
  secret: octets,
  message: octets,
  /** The octet count the example's literal announces. */
  length: z.int(),
});
const scramVector = z.strictObject({
  ...vectorHead,
  user: octets,
  secret: octets,
  nonce: octets,
  clientFirst: octets,
  serverFirst: octets,
  clientFinal: octets,
  serverFinal: octets,
});
const lengths = z.strictObject({ challenge: z.int(), ticket: z.int(), proof: z.int(), answer: z.int() });
const kerberosVector = z.strictObject({
  ...vectorHead,
  challenge: octets,
  ticket: octets,
  proof: octets,
  answer: octets,
  lengths,
});

export const mechanismProofs: Readonly<Record<string, Prover>> = {
  'cram-md5': (folder) =>
    readVectors(folder, 'cram-md5', cramVector).map((vector) => {
      const challenge = decoded(vector.challenge);
      const step = startMechanism('CRAM-MD5', vector)?.respond(challenge);
      return {
        name: vector.name,
        source: vector.source,
        expected: `${vector.digest} | ${text(vector.response)}`,
        actual: `${cramDigest(challenge, vector.secret)} | ${answerOf(step, encodeBase64)}`,
      };
    }),
  plain: (folder) =>
    readVectors(folder, 'plain', plainVector).map((vector) => {
      const built = plainMessage(vector);
      const parsed = parsePlain(vector.message);
      const parts = parsed.ok ? [parsed.authzid, parsed.user, parsed.secret].map(text) : [parsed.reason];
      return {
        name: vector.name,
        source: vector.source,
        expected: [
          text(vector.message),
          vector.length,
          ...[vector.authzid, vector.user, vector.secret].map(text),
        ].join(' | '),
        actual: [text(built), built.length, ...parts].join(' | '),
      };
    }),
  'scram-sha-1': scramProver('SCRAM-SHA-1'),
  'scram-sha-256': scramProver('SCRAM-SHA-256'),
  'kerberos-v4': (folder) =>
    readVectors(folder, 'kerberos-v4', kerberosVector).map((vector) => {
      const exchange = {
        challenge: decoded(vector.challenge),
        ticket: decoded(vector.ticket),
        proof: decoded(vector.proof),
        answer: decoded(vector.answer),
      };
      const { challenge, ticket, proof, answer } = exchange;
      const faults = kerberosV4Faults(exchange);
      return {
        name: vector.name,
        source: vector.source,
        expected: Object.values(vector.lengths).join(' '),
        actual: [[challenge, ticket, proof, answer].map((part) => part.length).join(' '), ...faults].join(
          ' | ',
        ),
      };
    }),
};

/** Plays the printed exchange with the client's end, and checks the printed proof with the server's. */
function scramProver(mechanism: ScramMechanism): Prover {
  return (folder) =>
    readVectors(folder, mechanism.toLowerCase(), scramVector).map((vector) => {
      const client = startMechanism(mechanism, vector);
      const first = client?.respond(Buffer.alloc(0));
      const final = client?.respond(vector.serverFirst);
      const end = client?.respond(vector.serverFinal);
      const server = checkScramClientFinal(mechanism, vector, vector.secret);
      const { clientFirst, clientFinal, serverFinal } = vector;
      return {
        name: vector.name,
        source: vector.source,
        expected: [text(clientFirst), text(clientFinal), '', 'verified', text(serverFinal)].join(' | '),
        actual: [
          answerOf(first),
          answerOf(final),
          answerOf(end),
          client !== null && 'ok' in client.finished() ? 'verified' : 'not verified',
          server.ok ? text(server.serverFinal) : server.reason,
        ].join(' | '),
      };
    });
}

function answerOf(
  step: { readonly answer: Buffer } | { readonly problem: string } | undefined,
  encode: (octets: Buffer) => Buffer = (plain) => plain,
): string {
  if (step === undefined) return 'no such mechanism';
  return 'answer' in step ? text(encode(step.answer)) : step.problem;
}

/** Octets of a BASE64 field; none where it is not BASE64, which then shows as a wrong answer. */
function decoded(field: Buffer): Buffer {
  const result = decodeBase64(field);
  return result.ok ? result.octets : Buffer.alloc(0);
}

function text(bytes: Buffer): string {
  return bytes.toString('latin1');
}
