import type { PointName } from '../model/result.js';

/**
 * Names of TAP points are ids: `<case> <rule>`, for clients `<case> <rule> @<mode>`, and in a report about
 * several targets one more word, the target. Nothing but `[A-Za-z0-9/.@ -]` may stand in them: `{`, `#` and
 * `\` mean something to TAP.
 */
export function printName(name: PointName, target: string | null = null): string {
  const words = [slug(name.caseId), slug(name.rule)];
  if (name.mode !== null) words.push(`@${slug(name.mode)}`);
  if (target !== null) words.push(slug(target));
  return words.join(' ');
}

/** null: not a name of ours. */
export function parseName(text: string): (PointName & { readonly target: string | null }) | null {
  const match =
    /^([A-Za-z0-9/.@-]+) ([A-Za-z0-9/.@-]+)(?: @([A-Za-z0-9/.@-]+))?(?: ([A-Za-z0-9/.-]+))?$/.exec(text);
  if (!match) return null;
  const [, caseId = '', rule = '', mode = null, target = null] = match;
  return { caseId, rule, mode, target };
}

/** One word of a name. */
export function slug(text: string): string {
  return text.replace(/[^A-Za-z0-9/.@-]+/g, '-') || '-';
}

/** Words for several targets, each different from the others, in their order. */
export function targetWords(targets: readonly string[]): string[] {
  const used = new Set<string>();
  return targets.map((target) => {
    const word = slug(target).replaceAll('@', '-');
    let free = word;
    for (let n = 2; used.has(free); n++) free = `${word}-${n}`;
    used.add(free);
    return free;
  });
}
