const short: Readonly<Record<string, number>> = { '\\': 0x5c, r: 0x0d, n: 0x0a, t: 0x09, '0': 0 };

/** The octets behind the text that `escape()` of model/escape.ts made of them (without a limit). */
export function unescape(text: string): Buffer {
  const octets: number[] = [];
  for (const [, hex, name, plain] of text.matchAll(/\\x([0-9a-f]{2})|\\(.)|([^\\])/gs)) {
    if (hex !== undefined) octets.push(Number.parseInt(hex, 16));
    else if (name !== undefined) octets.push(short[name] ?? name.charCodeAt(0));
    else if (plain !== undefined) octets.push(plain.charCodeAt(0));
  }
  return Buffer.from(octets);
}
