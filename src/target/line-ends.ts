/** Messages on the wire end lines in CRLF; mail stores of Unix keep LF. A CR that ends no line stays. */
export function toLf(message: Buffer): Buffer {
  const lf = Buffer.allocUnsafe(message.length);
  let length = 0;
  for (let i = 0; i < message.length; i++) {
    const octet = message[i] ?? 0;
    if (octet === 0x0d && message[i + 1] === 0x0a) continue;
    lf[length++] = octet;
  }
  return lf.subarray(0, length);
}
