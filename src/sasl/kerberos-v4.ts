/** The four messages of a KERBEROS_V4 exchange (RFC 1731 section 2), decoded. */
export interface KerberosV4Exchange {
  readonly challenge: Buffer;
  readonly ticket: Buffer;
  readonly proof: Buffer;
  readonly answer: Buffer;
}

/**
 * What can be said of an exchange without a ticket's key: lengths and the clear head of the ticket
 * message. Gives what is wrong, one sentence each; nothing when the shape is right.
 */
export function kerberosV4Faults(exchange: KerberosV4Exchange): string[] {
  const faults: string[] = [];
  if (exchange.challenge.length !== 4) faults.push('the first challenge is not a 32-bit number');
  if (!isApplicationRequest(exchange.ticket)) faults.push('the ticket is no version 4 application request');
  if (exchange.proof.length !== 8) faults.push('the second challenge is not 8 encrypted octets');
  // Four octets of checksum, one of mask, three of buffer size, a user name and padding, encrypted by eights.
  if (exchange.answer.length < 16 || exchange.answer.length % 8 !== 0)
    faults.push('the second answer is not a multiple of eight octets with room for a user name');
  return faults;
}

/**
 * Version 4, type 3 (shifted left, byte order in the lowest bit), key version, realm up to NUL, lengths
 * of ticket and authenticator, then both and nothing more.
 */
function isApplicationRequest(message: Buffer): boolean {
  const realmEnd = message.indexOf(0, 3);
  if (message[0] !== 4 || (message[1] ?? 0) >> 1 !== 3 || realmEnd < 0) return false;
  const ticketLength = message[realmEnd + 1] ?? 0;
  const authenticatorLength = message[realmEnd + 2] ?? 0;
  return message.length === realmEnd + 3 + ticketLength + authenticatorLength;
}
