/** How a line from a POP3 server begins (RFC 1939 section 3; `+ ` of RFC 1734 section 2). */
export type Indicator = '+OK' | '-ERR' | '+' | null;

/** Reads the indicator leniently: letter case and what follows are judged by the grammar's rows. */
export function indicator(line: Buffer): Indicator {
  const head = line.toString('latin1', 0, 4).toUpperCase();
  if (head === '-ERR') return '-ERR';
  if (head.startsWith('+OK')) return '+OK';
  if (head === '+' || head.startsWith('+ ')) return '+';
  return null;
}

/** The extended response code of a status line's text (RFC 2449 section 6.4), upper case, or null. */
export function responseCode(line: Buffer): string | null {
  const match = /^(?:\+OK|-ERR) \[([^\]]{1,100})\]/i.exec(line.toString('latin1', 0, 120));
  return match?.[1]?.toUpperCase() ?? null;
}

/** Takes the stuffed dot away (RFC 1939 section 3). */
export function unstuff(line: Buffer): Buffer {
  return line[0] === 0x2e ? line.subarray(1) : line;
}
