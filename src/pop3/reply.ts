/** How a line from a POP3 server begins (RFC 1939 section 3; `+ ` of RFC 1734 section 2). */
export type Indicator = '+OK' | '-ERR' | '+' | null;

/** Reads the indicator leniently: letter case and what follows are judged by the grammar's rows. */
export function indicator(line: Buffer): Indicator {
  if (line[0] === 0x2d) return isLetters(line, 'err') ? '-ERR' : null;
  if (line[0] !== 0x2b) return null;
  if (line.length === 1 || line[1] === 0x20) return '+';
  return isLetters(line, 'ok') ? '+OK' : null;
}

/** The letters, given in lower case, stand behind the first octet in either case; no string is made of every line. */
function isLetters(line: Buffer, letters: string): boolean {
  for (let i = 0; i < letters.length; i++) {
    if (((line[i + 1] ?? 0) | 0x20) !== letters.charCodeAt(i)) return false;
  }
  return true;
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
