/**
 * Placeholders of profiles and of the files they bring: `{dir}`, `{port:pop3}`. Only the names given are
 * replaced; other text in braces stays, since configuration files are full of it.
 */
export type Values = ReadonlyMap<string, string>;

const placeholder = /\{([a-z]+(?::[a-z0-9]+)?)\}/g;

export function fill(text: string, values: Values): string {
  return text.replace(placeholder, (whole, name: string) => values.get(name) ?? whole);
}

/** The names in `{...}` of a text. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(placeholder)].map((match) => match[1] ?? '');
}
