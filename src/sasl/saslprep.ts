import { isUtf8 } from 'node:buffer';

/**
 * A small part of SASLprep (RFC 4013): ASCII stays as it is, other UTF-8 is put into form NFKC.
 * Prohibited and unassigned characters and the rules on bidirectional text are not checked, and octets
 * that are not UTF-8 pass unchanged: a case may want to send them.
 */
export function saslprep(octets: Buffer): Buffer {
  if (octets.every((octet) => octet < 0x80) || !isUtf8(octets)) return octets;
  return Buffer.from(octets.toString('utf8').normalize('NFKC'), 'utf8');
}
