import type { Case, Node } from '../model/case.js';
import type { Expression } from '../model/expression.js';
import type { Location } from '../model/location.js';
import type { Template } from '../model/template.js';
import type { Report } from './parse-problem.js';
import { didYouMean } from './parse-nearest.js';

/** What the player knows, so that a misspelt name is found before anything is played. Absent: not checked. */
export interface KnownNames {
  readonly types?: ReadonlySet<string>;
  readonly functions?: ReadonlySet<string>;
  /** Names that are bound without a capture: `user`, `secret` ... */
  readonly names?: ReadonlySet<string>;
}

/**
 * Reports what is well written but cannot be meant. `whole`: every line of the case could be read; else
 * nothing is said that a broken line might have made right.
 */
export function checkCase(c: Case, known: KnownNames, whole: boolean, report: Report): void {
  const checker = new Checker(c, known, whole, report);
  checker.nodes(c.steps, false);
  checker.finish();
}

class Checker {
  readonly #case: Case;
  readonly #known: KnownNames;
  readonly #whole: boolean;
  readonly #report: Report;
  /** Type of each capture. */
  readonly #captures = new Map<string, string>();
  readonly #used: { readonly name: string; readonly at: Location }[] = [];
  /** `C1`: that side has had a line on that connection. */
  readonly #begun = new Set<string>();
  readonly #mailboxes = new Set<string>();
  #rules = 0;

  constructor(c: Case, known: KnownNames, whole: boolean, report: Report) {
    this.#case = c;
    this.#known = known;
    this.#whole = whole;
    this.#report = report;
  }

  /** A `rule:` holds to the end of the branch it stands in. */
  nodes(nodes: readonly Node[], inRule: boolean): void {
    let ruled = inRule;
    for (const node of nodes) {
      if (node.kind === 'rule') {
        ruled = true;
        this.#rules++;
      } else {
        this.#node(node, ruled);
      }
    }
  }

  finish(): void {
    const { at, protocol, heads } = this.#case;
    if (this.#whole && this.#rules === 0) {
      this.#report(at, 'this case has no `rule:`', 'it would judge nothing');
    }
    if (protocol === 'pop3' && heads.state.some((each) => each.state === 'selected')) {
      this.#report(at, 'POP3 has no selected state', 'write state: auth');
    }
    const names = this.#known.names;
    if (!this.#whole || names === undefined) return;
    const all = new Set([...names, ...this.#ownNames()]);
    for (const { name, at: where } of this.#used) {
      if (!all.has(name)) this.#report(where, `nothing is called \`${name}\` here`, didYouMean(name, all));
    }
  }

  #ownNames(): string[] {
    const { each, mail, example, state } = this.#case.heads;
    const optional = [each?.name, mail?.box, ...state.map((one) => one.mailbox)];
    const named = optional.filter((name) => name !== null && name !== undefined);
    return [...named, ...(example?.values.keys() ?? []), ...this.#captures.keys(), ...this.#mailboxes];
  }

  #node(node: Exclude<Node, { kind: 'rule' }>, ruled: boolean): void {
    switch (node.kind) {
      case 'line': {
        if (node.side === 'C' && node.mark === '!' && this.#case.side !== 'client') {
          const hint = 'here the harness is the client; S! forbids a line of the server';
          this.#report(node.at, '`C!` needs side: client', hint);
        }
        const line = `${node.side}${node.connection}`;
        if (this.#whole && node.mark === '&' && !this.#begun.has(line)) {
          const hint = 'it shares the segment of the line before';
          this.#report(node.at, `no \`${node.side}\` line before this \`${node.side}&\``, hint);
        }
        this.#begun.add(line);
        this.#template(node.template);
        return;
      }
      case 'stage':
        if (node.direction.name !== 'select') return;
        this.#mailboxes.add(node.direction.mailbox);
        if (this.#case.protocol === 'pop3') this.#report(node.at, 'POP3 has no mailbox to select');
        return;
      case 'check':
        if (node.how === 'assert') this.#underRule(node.at, '`assert` before any `rule:`', ruled);
        this.#expression(node.expression);
        return;
      case 'observe':
        this.#underRule(node.at, '`observe:` before any `rule:`', ruled);
        return;
      case 'either':
        for (const branch of node.branches) this.nodes(branch, ruled);
        return;
      case 'then':
        return;
    }
  }

  #underRule(at: Location, message: string, ruled: boolean): void {
    if (this.#whole && !ruled) this.#report(at, message, 'there is nothing yet to charge it to');
  }

  #template(template: Template): void {
    for (const piece of template) {
      if (piece.kind === 'value') this.#expression(piece.expression);
      if (piece.kind !== 'hole') continue;
      this.#type(piece.type, piece.at);
      if (piece.value !== null) this.#expression(piece.value);
      if (piece.name === null) continue;
      const earlier = this.#captures.get(piece.name);
      if (earlier === undefined) {
        this.#captures.set(piece.name, piece.type);
      } else if (earlier !== piece.type) {
        this.#report(
          piece.at,
          `\`${piece.name}\` is ${earlier} elsewhere in this case, and ${piece.type} here`,
        );
      }
    }
  }

  #expression(e: Expression): void {
    switch (e.kind) {
      case 'number':
      case 'string':
        return;
      case 'name':
        this.#used.push(e);
        return;
      case 'call': {
        const { functions } = this.#known;
        if (functions?.has(e.name) === false) {
          this.#report(e.at, `unknown function \`${e.name}\``, didYouMean(e.name, functions));
        }
        for (const arg of e.args) this.#expression(arg);
        return;
      }
      case 'binary':
        this.#expression(e.left);
        this.#expression(e.right);
        return;
      case 'not':
        this.#expression(e.operand);
        return;
      case 'is':
        this.#type(e.type, e.at);
        this.#expression(e.operand);
        return;
    }
  }

  #type(type: string, at: Location): void {
    const { types } = this.#known;
    if (types?.has(type) === false) this.#report(at, `unknown type \`${type}\``, didYouMean(type, types));
  }
}
