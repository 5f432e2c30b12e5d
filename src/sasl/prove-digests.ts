import { z } from 'zod';
import { apopDigest } from './apop.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import { hmacMd5 } from './hmac-md5.js';
import { md5 } from './md5.js';
import type { Prover } from './prove.js';
import { digest, octets, readVectors, vectorHead } from './vector-file.js';

const md5Vector = z.strictObject({ ...vectorHead, data: octets, digest });
const hmacVector = z.strictObject({ ...vectorHead, key: octets, data: octets, digest });
const apopVector = z.strictObject({ ...vectorHead, timestamp: octets, secret: octets, digest });
/** Either a pair that must agree both ways, or a text that must be refused for that reason. */
const base64Vector = z.union([
  z.strictObject({ ...vectorHead, octets, text: octets }),
  z.strictObject({
    ...vectorHead,
    text: octets,
    fault: z.enum(['foreign octet', 'length', 'padding', 'spare bits']),
  }),
]);

export const digestProofs: Readonly<Record<string, Prover>> = {
  md5: (folder) =>
    readVectors(folder, 'md5', md5Vector).map(({ name, source, data, digest: expected }) => ({
      name,
      source,
      expected,
      actual: md5(data).toString('hex'),
    })),
  'hmac-md5': (folder) =>
    readVectors(folder, 'hmac-md5', hmacVector).map(({ name, source, key, data, digest: expected }) => ({
      name,
      source,
      expected,
      actual: hmacMd5(key, data).toString('hex'),
    })),
  base64: (folder) =>
    readVectors(folder, 'base64', base64Vector).map((vector) => ({
      name: vector.name,
      source: vector.source,
      ...proveBase64(vector),
    })),
  apop: (folder) =>
    readVectors(folder, 'apop', apopVector).map(({ name, source, timestamp, secret, digest: expected }) => ({
      name,
      source,
      expected,
      actual: apopDigest(timestamp, secret),
    })),
};

function proveBase64(vector: z.output<typeof base64Vector>): { expected: string; actual: string } {
  const decoded = decodeBase64(vector.text);
  const outcome = decoded.ok ? decoded.octets.toString('hex') : decoded.reason;
  if ('fault' in vector) return { expected: vector.fault, actual: outcome };
  return {
    expected: `${vector.text.toString('latin1')} | ${vector.octets.toString('hex')}`,
    actual: `${encodeBase64(vector.octets).toString('latin1')} | ${outcome}`,
  };
}
