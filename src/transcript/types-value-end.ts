const MOST_DEPTH = 64;

/**
 * Where the one value that begins at `offset` ends: a quoted string, a literal `{n}CRLF`, a list in
 * parentheses, or a word up to the next blank or parenthesis. -1: none begins there, or it has no end.
 */
export function valueEnd(octets: Buffer, offset: number, depth = 0): number {
  switch (octets[offset] ?? 0) {
    case 0x22:
      return quotedEnd(octets, offset + 1);
    case 0x7b:
      return literalEnd(octets, offset);
    case 0x28:
      return depth < MOST_DEPTH ? listEnd(octets, offset + 1, depth + 1) : -1;
    default:
      return wordEnd(octets, offset);
  }
}

function quotedEnd(octets: Buffer, start: number): number {
  for (let at = start; at < octets.length; at++) {
    const octet = octets[at];
    if (octet === 0x22) return at + 1;
    if (octet === 0x0d || octet === 0x0a || octet === 0) return -1;
    if (octet === 0x5c) {
      at++;
      if (octets[at] !== 0x22 && octets[at] !== 0x5c) return -1;
    }
  }
  return -1;
}

function literalEnd(octets: Buffer, start: number): number {
  const head = /^\{([0-9]{1,10})\}\r\n/.exec(octets.toString('latin1', start, start + 16));
  if (head === null) return -1;
  const end = start + head[0].length + Number(head[1]);
  return end <= octets.length ? end : -1;
}

function listEnd(octets: Buffer, start: number, depth: number): number {
  let at = start;
  while (at < octets.length) {
    if (octets[at] === 0x29) return at + 1;
    if (octets[at] === 0x20) at++;
    const end = valueEnd(octets, at, depth);
    if (end < 0) return -1;
    at = end;
  }
  return -1;
}

function wordEnd(octets: Buffer, start: number): number {
  let end = start;
  for (; end < octets.length; end++) {
    const octet = octets[end] ?? 0;
    if (octet <= 0x20 || octet === 0x7f || octet === 0x28 || octet === 0x29 || octet === 0x22) break;
  }
  return end === start ? -1 : end;
}
