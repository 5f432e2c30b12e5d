const narrowest = 20;

/**
 * Breaks text into lines of at most `columns` characters (20 where there are fewer), at spaces where there are any, and inside a word
 * that is longer than a line. Spaces inside a line stay as they are: they may be a peer's.
 */
export function wrap(text: string, columns: number): string[] {
  const width = Math.max(narrowest, columns);
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const at = space > width / 2 ? space : width;
    lines.push(rest.slice(0, at));
    rest = rest.slice(space > width / 2 ? at + 1 : at);
  }
  return [...lines, rest];
}
