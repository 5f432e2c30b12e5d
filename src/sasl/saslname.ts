/** RFC 5802 section 5.1: `,` and `=` of a name go as `=2C` and `=3D`. */
export function escapeSaslname(name: Buffer): Buffer {
  return Buffer.from(name.toString('latin1').replaceAll('=', '=3D').replaceAll(',', '=2C'), 'latin1');
}

/** null: empty, a comma, a NUL, or an `=` not followed by `2C` or `3D`. */
export function unescapeSaslname(text: Buffer): Buffer | null {
  const name = text.toString('latin1');
  if (!/^(?:[^=,\0]|=2C|=3D)+$/s.test(name)) return null;
  return Buffer.from(name.replaceAll('=2C', ',').replaceAll('=3D', '='), 'latin1');
}
