import { contentEnd, isBlank } from './lex-blanks.js';

/**
 * Where the content of a line ends that may carry a comment: two blanks and `#`. With `quotes`, not inside
 * a quoted string. Trailing blanks are no content.
 */
export function beforeComment(text: string, from: number, quotes: boolean): number {
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const character = text[i];
    if (quotes && character === '"') quoted = !quoted;
    else if (quoted && character === '\\') i++;
    else if (!quoted && character === '#' && i >= 2 && isBlank(text[i - 1]) && isBlank(text[i - 2])) {
      return contentEnd(text, i);
    }
  }
  return contentEnd(text);
}
