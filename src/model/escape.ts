/**
 * The one way from bytes to text for people: printable ASCII stays, everything else becomes
 * `\r \n \t \0 \xHH`, and a backslash is doubled. The result is printable ASCII only, so no octet of a
 * peer can move a cursor, end a line or close a quotation.
 */
export function escape(bytes: Uint8Array, limit = Infinity): string {
  let text = '';
  const end = Math.min(bytes.length, limit);
  for (let i = 0; i < end; i++) text += escapeOctet(bytes[i] ?? 0);
  return end < bytes.length ? `${text}... (${String(bytes.length)} octets)` : text;
}

function escapeOctet(octet: number): string {
  if (octet === 0x5c) return '\\\\';
  if (octet >= 0x20 && octet <= 0x7e) return String.fromCharCode(octet);
  if (octet === 0x0d) return '\\r';
  if (octet === 0x0a) return '\\n';
  if (octet === 0x09) return '\\t';
  if (octet === 0) return '\\0';
  return `\\x${octet.toString(16).padStart(2, '0')}`;
}
