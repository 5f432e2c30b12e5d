const cr = 0x0d;
const lf = 0x0a;

/** The message with each line end as CRLF, the last one too: what is counted and what is sent (RFC 1939 section 11). */
export function wireForm(octets: Buffer): Buffer {
  const parts: Buffer[] = [];
  let start = 0;
  for (let end = octets.indexOf(lf); end !== -1; end = octets.indexOf(lf, start)) {
    const bare = end === start || octets[end - 1] !== cr;
    parts.push(octets.subarray(start, bare ? end : end - 1), Buffer.from('\r\n'));
    start = end + 1;
  }
  if (start < octets.length) parts.push(octets.subarray(start), Buffer.from('\r\n'));
  return Buffer.concat(parts);
}
