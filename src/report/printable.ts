/**
 * Text for a place where only printable ASCII may stand: everything else becomes `\xHH` or `\u{HHHH}`.
 * Text that went through `escape()` already is left as it is, so this may be applied anywhere.
 */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Cuts text of unknown length, and says so. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}... (${text.length} characters)`;
}
