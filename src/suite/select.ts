import { MailspecError } from '../model/errors.js';

/**
 * Whether a pattern names a case: its id, a part of it from the left up to a `/` (`rfc1939/7`), or either with
 * `*` for any text.
 */
export function matchesPattern(id: string, pattern: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*'); // prettier-ignore
  return new RegExp(`^${source}(/.*)?$`).test(id);
}

/** The items that any pattern names; all without a pattern. A pattern that names nothing is E_NOTHING_SELECTED. */
export function select<T>(items: readonly T[], idOf: (item: T) => string, patterns: readonly string[]): T[] {
  for (const pattern of patterns) {
    if (items.some((item) => matchesPattern(idOf(item), pattern))) continue;
    throw new MailspecError('E_NOTHING_SELECTED', `no case is named ${pattern}, and it is no target either`, {
      hint: 'mailspec list shows the cases; a target is reference, an address like pop3://host:port or a folder of targets/',
    });
  }
  if (patterns.length === 0) return [...items];
  return items.filter((item) => patterns.some((pattern) => matchesPattern(idOf(item), pattern)));
}

/** `2/5`: every fifth item, beginning with the second. */
export function shard<T>(items: readonly T[], text: string): T[] {
  const [, index, count] = /^([0-9]+)\/([0-9]+)$/.exec(text) ?? [];
  const i = Number(index);
  const n = Number(count);
  if (!(i >= 1 && i <= n)) {
    throw new MailspecError('E_USAGE', `--shard ${text}: not i/n with 1 <= i <= n`, {
      hint: 'for example --shard 2/5',
    });
  }
  return items.filter((_, at) => at % n === i - 1);
}
