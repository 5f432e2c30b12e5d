import { cut, printable } from './printable.js';

const directiveLimit = 200;

/**
 * Free text behind `# SKIP`, `# TODO` or `Bail out!`: printable ASCII, `\` and `#` escaped, and no `{` at
 * the end, where it would open a subtest. The exact text stands in the diagnostics.
 */
export function directiveText(text: string): string {
  return tapEscape(cut(printable(text), directiveLimit))
    .trim()
    .replace(/\{$/, '{.');
}

/** Free text of `Bail out!`, whole. */
export function bailOutText(text: string): string {
  return tapEscape(printable(text)).trim();
}

function tapEscape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}

/** A comment with a fixed word in front, so that it can never read as `# Subtest` or a directive. */
export function comment(key: string, value: string): string {
  return `# ${key}: ${printable(value)}\n`;
}

/**
 * A double-quoted YAML string, the only form a value of ours takes: anything but printable ASCII is
 * `\u00XX`, so that no octet of a peer can end the string, the line or the stream.
 */
export function quoted(text: string): string {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x22 || unit === 0x5c) result += `\\${text.charAt(i)}`;
    else if (unit >= 0x20 && unit <= 0x7e) result += text.charAt(i);
    else result += `\\u${unit.toString(16).padStart(4, '0')}`;
  }
  return `"${result}"`;
}
