/** A blank is a space or a tab; nothing else Unicode calls white space is one. */
export function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** How many blanks `text` begins with. */
export function indent(text: string): number {
  let count = 0;
  while (isBlank(text[count])) count++;
  return count;
}

/** Where the trailing blanks of `text` begin. A loop, since `/ +$/` takes quadratic time on blanks inside. */
export function contentEnd(text: string, end = text.length): number {
  while (end > 0 && isBlank(text[end - 1])) end--;
  return end;
}

export function trimBlanks(text: string): string {
  return text.slice(Math.min(indent(text), contentEnd(text)), contentEnd(text));
}
