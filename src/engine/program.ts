import type { LineStep, Node, StageStep } from '../model/case.js';
import type { Location } from '../model/location.js';

/** A step with the rule that is in force at it; null: preparation. */
export type Item =
  | StepItem
  | { readonly kind: 'either'; readonly branches: readonly (readonly Item[])[]; readonly at: Location };

export interface StepItem {
  readonly kind: 'step';
  readonly node: Exclude<Node, { kind: 'rule' } | { kind: 'either' }>;
  readonly rule: string | null;
}

/** Writes the rule in force beside each step, so that a branch taken later needs no memory of it. */
export function compile(nodes: readonly Node[], rule: string | null = null): Item[] {
  const items: Item[] = [];
  let inForce = rule;
  for (const node of nodes) {
    if (node.kind === 'rule') inForce = node.row;
    // A rule inside a branch ends with the branch.
    else if (node.kind === 'either') {
      const { branches, at } = node;
      items.push({ kind: 'either', branches: branches.map((branch) => compile(branch, inForce)), at });
    } else items.push({ kind: 'step', node, rule: inForce });
  }
  return items;
}

/** Every rule a case can be charged with, in the order of the text. */
export function rulesOf(nodes: readonly Node[]): string[] {
  const rules: string[] = [];
  const visit = (list: readonly Node[]): void => {
    for (const node of list) {
      if (node.kind === 'rule') rules.push(node.row);
      else if (node.kind === 'either') node.branches.forEach(visit);
    }
  };
  visit(nodes);
  return [...new Set(rules)];
}

export function rulesOfItems(items: readonly Item[]): string[] {
  return items.flatMap((item) =>
    item.kind === 'either' ? item.branches.flatMap(rulesOfItems) : item.rule === null ? [] : [item.rule],
  );
}

/** One way through the `either`s up to the next thing the harness does. */
export interface Alternative {
  readonly region: readonly StepItem[];
  readonly rest: readonly Item[];
  /** Rules of the branches not taken. */
  readonly passed: readonly string[];
}

/** More ways than this through nested `either`s is a mistake of the case, not a thing to try. */
const alternativeLimit = 256;

/**
 * All ways to read on from `items` up to any `C`, an `S` of another connection or a stage direction of ours,
 * in the order written: the first that fits is taken.
 */
export function alternatives(items: readonly Item[], connection: number): Alternative[] {
  const found: Alternative[] = [];
  const visit = (rest: readonly Item[], region: readonly StepItem[], passed: readonly string[]): void => {
    const taken = [...region];
    for (let i = 0; i < rest.length; i++) {
      const item = rest[i];
      if (item === undefined) break;
      if (item.kind === 'either') {
        item.branches.forEach((branch, chosen) => {
          if (found.length >= alternativeLimit) return;
          const others = item.branches.filter((_, index) => index !== chosen).flatMap(rulesOfItems);
          visit([...branch, ...rest.slice(i + 1)], taken, [...passed, ...others]);
        });
        return;
      }
      if (endsRegion(item.node, connection)) {
        found.push({ region: taken, rest: rest.slice(i), passed });
        return;
      }
      taken.push(item);
    }
    found.push({ region: taken, rest: [], passed });
  };
  visit(items, [], []);
  return found;
}

function endsRegion(node: StepItem['node'], connection: number): boolean {
  if (node.kind === 'line' || node.kind === 'stage') return !isServerStep(node, connection);
  return false;
}

function isServerStep(node: LineStep | StageStep, connection: number): boolean {
  return node.side === 'S' && node.connection === connection;
}

/** The first step of the server in an item, whatever branch it stands in; null: there is none. */
export function firstServerStep(item: Item): LineStep | StageStep | null {
  if (item.kind === 'step') {
    const { node } = item;
    return (node.kind === 'line' || node.kind === 'stage') && node.side === 'S' ? node : null;
  }
  return (
    item.branches
      .flat()
      .map(firstServerStep)
      .find((step) => step !== null) ?? null
  );
}
