import { apopDigest } from '../sasl/apop.js';
import { decodeBase64, encodeBase64 } from '../sasl/base64.js';
import { cramDigest, cramResponse } from '../sasl/cram-md5.js';
import { hmacMd5 } from '../sasl/hmac-md5.js';
import { md5 } from '../sasl/md5.js';
import { plainMessage } from '../sasl/plain.js';
import { define, type Arguments } from './functions-call.js';
import { Unfit, type Evaluated } from './value.js';

function decoded(text: Buffer, use: (octets: Buffer) => Buffer): Buffer | Unfit {
  const result = decodeBase64(text);
  return result.ok ? use(result.octets) : new Unfit(`not BASE64: ${result.reason}`);
}

/** flip-hex(x, i): x with its i-th hex digit, from 0, made another one of the same case. */
function flipHex(args: Arguments): Evaluated {
  const digits = Buffer.from(args.octets(0));
  const index = args.count(1, 0, Math.max(0, digits.length - 1));
  const old = String.fromCharCode(digits[index] ?? 0);
  if (!/^[0-9a-fA-F]$/.test(old)) return new Unfit(`no hex digit at ${index}`);
  const flipped = (parseInt(old, 16) ^ 1).toString(16);
  digits.write(/[A-F]/.test(old) ? flipped.toUpperCase() : flipped, index, 'latin1');
  return digits;
}

export const digestFunctions = {
  /** apop(timestamp, secret): hex digits */
  apop: define(2, 2, (args) => Buffer.from(apopDigest(args.octets(0), args.octets(1))), false),
  /** cram-md5(challenge, user, secret): BASE64 of the challenge in, BASE64 of the answer out */
  'cram-md5': define(
    3,
    3,
    (args) =>
      decoded(args.octets(0), (challenge) =>
        encodeBase64(cramResponse(challenge, args.octets(1), args.octets(2))),
      ),
    false,
  ),
  /** cram-digest(challenge, secret): BASE64 of the challenge in, hex digits out */
  'cram-digest': define(
    2,
    2,
    (args) => decoded(args.octets(0), (challenge) => Buffer.from(cramDigest(challenge, args.octets(1)))),
    false,
  ),
  /** plain(authzid, user, secret): the message's octets; base64() makes it a line */
  plain: define(3, 3, (args) =>
    plainMessage({ authzid: args.octets(0), user: args.octets(1), secret: args.octets(2) }),
  ),
  /** base64(x) */
  base64: define(1, 1, (args) => encodeBase64(args.octets(0))),
  /** decode(x): the octets of strict BASE64; a check on anything else is false */
  decode: define(1, 1, (args) => decoded(args.octets(0), (octets) => octets)),
  /** md5(x): 16 octets */
  md5: define(1, 1, (args) => md5(args.octets(0)), false),
  /** hmac-md5(key, x): 16 octets */
  'hmac-md5': define(2, 2, (args) => hmacMd5(args.octets(0), args.octets(1)), false),
  /** hex(x): two lower-case digits for each octet */
  hex: define(1, 1, (args) => Buffer.from(args.octets(0).toString('hex'))),
  'flip-hex': define(2, 2, flipHex),
};
