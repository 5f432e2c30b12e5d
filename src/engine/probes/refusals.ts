/** How one wrong login was refused. */
export interface Refusal {
  /** The reply, with the name of the user taken out. */
  readonly text: string;
  /** Replies up to it. */
  readonly steps: number;
  readonly ms: number;
}

/** Delays closer than this tell nothing over a network. */
const tellingMs = 100;
const order = 10;

/**
 * False if every refusal of the one kind differs from every refusal of the other, and those of a kind are
 * alike. Words with a digit in them (numbers of sessions, times) are not compared.
 */
export function sameRefusals(known: readonly Refusal[], unknown: readonly Refusal[]): boolean {
  const one = new Set(known.map(form));
  const other = new Set(unknown.map(form));
  if (one.size !== 1 || other.size !== 1) return true;
  return [...one].some((text) => other.has(text));
}

function form({ text, steps }: Refusal): string {
  return `${String(steps)} ${text.replace(/[^ ]*[0-9][^ ]*/g, '#')}`;
}

/** True if all delays of the one kind are ten times all those of the other, by what can be told at all. */
export function delaysApart(known: readonly Refusal[], unknown: readonly Refusal[]): boolean {
  const range = (refusals: readonly Refusal[]): [number, number] => {
    const times = refusals.map(({ ms }) => ms);
    return [Math.min(...times), Math.max(...times)];
  };
  const apart = ([, fast]: [number, number], [slow]: [number, number]): boolean =>
    slow - fast > tellingMs && slow > order * fast;
  return apart(range(known), range(unknown)) || apart(range(unknown), range(known));
}
