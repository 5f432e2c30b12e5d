import { encodeBase64 } from '../sasl/base64.js';
import type { Parsed } from '../sasl/scram-grammar.js';
import {
  scramClientFinal,
  scramClientFirst,
  scramProofOver,
  scramServerFinal,
  scramServerFirst,
} from '../sasl/scram-messages.js';
import { define, type Arguments } from './functions-call.js';
import { Unfit, type Evaluated } from './value.js';

function octetsOrUnfit(made: Parsed<{ octets: Buffer }>): Evaluated {
  return made.ok ? made.octets : new Unfit(made.reason);
}

/** What the proof covers of a client-first: all behind the second comma, however wrong it is. */
function behindHeader(clientFirst: Buffer): Buffer {
  return clientFirst.subarray(clientFirst.indexOf(0x2c, clientFirst.indexOf(0x2c) + 1) + 1);
}

/** (mechanism, client-first, server-first, without-proof, secret) */
function proofOver(args: Arguments): Buffer | Unfit {
  const bare = behindHeader(args.octets(1));
  const keys = scramProofOver(args.scram(0), bare, args.octets(2), args.octets(3), args.octets(4));
  return keys.ok ? encodeBase64(keys.clientProof) : new Unfit(keys.reason);
}

function withProof(args: Arguments): Evaluated {
  const proof = proofOver(args);
  return proof instanceof Unfit ? proof : Buffer.concat([args.octets(3), Buffer.from(',p='), proof]);
}

/** scram-value(message, "r"): what stands behind `r=`. */
function attribute(args: Arguments): Evaluated {
  const prefix = `${args.octets(1).toString('latin1')}=`;
  const parts = args.octets(0).toString('latin1').split(',');
  const found = parts.find((part) => part.startsWith(prefix));
  return found === undefined ? new Unfit(`no ${prefix}`) : Buffer.from(found.slice(prefix.length), 'latin1');
}

/** The messages of RFC 5802 as octets; base64() and decode() make and read lines. */
export const scramFunctions = {
  /** scram-client-first(user, nonce[, authzid]) */
  'scram-client-first': define(2, 3, (args) =>
    scramClientFirst(args.octets(0), args.octets(1), args.values.length > 2 ? args.octets(2) : undefined),
  ),
  /** scram-server-first(nonce, salt, iterations): the whole nonce, both parts */
  'scram-server-first': define(3, 3, (args) =>
    scramServerFirst(args.octets(0), args.octets(1), args.count(2, 1, 2 ** 31 - 1)),
  ),
  /** scram-client-final(mechanism, client-first, server-first, secret) */
  'scram-client-final': define(
    4,
    4,
    (args) => octetsOrUnfit(scramClientFinal(args.scram(0), args.octets(1), args.octets(2), args.octets(3))),
    false,
  ),
  /** scram-server-final(mechanism, client-first, server-first, secret): `v=...` as it must be */
  'scram-server-final': define(
    4,
    4,
    (args) => octetsOrUnfit(scramServerFinal(args.scram(0), args.octets(1), args.octets(2), args.octets(3))),
    false,
  ),
  /**
   * scram-proof(mechanism, client-first, server-first, without-proof, secret): BASE64 for `p=` behind any
   * `c=...,r=...` and any client-first, so that a wrong message can carry a fitting proof
   */
  'scram-proof': define(5, 5, (args) => proofOver(args), false),
  /** scram-with-proof(mechanism, client-first, server-first, without-proof, secret): a whole last message of your own */
  'scram-with-proof': define(5, 5, (args) => withProof(args), false),
  /** scram-bare(client-first): what the proof covers of it */
  'scram-bare': define(1, 1, (args) => behindHeader(args.octets(0))),
  'scram-value': define(2, 2, attribute),
};
