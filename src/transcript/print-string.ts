/**
 * The inside of a quoted string: printable ASCII stays, everything else is escaped, so that no octet can
 * end the line or deceive a reader. In templates `${` would open a hole and is escaped too.
 */
export function printOctets(bytes: Buffer, holes: boolean): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const octet = bytes[i] ?? 0;
    if (holes && octet === 0x24 && bytes[i + 1] === 0x7b) text += '\\$';
    else
      text += SHORT.get(octet) ?? (octet >= 0x20 && octet <= 0x7e ? String.fromCharCode(octet) : hex(octet));
  }
  return text;
}

/** A quoted string without holes. */
export function printString(bytes: Buffer): string {
  return `"${printOctets(bytes, false)}"`;
}

/** A value of a head: bare where that reads back the same. */
export function printWord(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return /^[A-Za-z0-9!][A-Za-z0-9!=._+/:@<>{}*%~^-]*$/.test(text) ? text : printString(bytes);
}

const SHORT: ReadonlyMap<number, string> = new Map([
  [0x00, '\\0'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
]);

function hex(octet: number): string {
  return `\\x${octet.toString(16).padStart(2, '0')}`;
}
