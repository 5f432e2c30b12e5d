/** Strict: only the alphabet, right padding, no spare bits set, no white space. null: it is no base64. */
export function decodeBase64(text: Buffer): Buffer | null {
  const octets = Buffer.from(text.toString('latin1'), 'base64');
  return text.equals(Buffer.from(octets.toString('base64'))) ? octets : null;
}
