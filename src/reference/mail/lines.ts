/** The lines of a message, each with its CRLF; together they are the message. */
export function messageLines(octets: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  while (start < octets.length) {
    const found = octets.indexOf('\r\n', start);
    const end = found === -1 ? octets.length : found + 2;
    lines.push(octets.subarray(start, end));
    start = end;
  }
  return lines;
}
