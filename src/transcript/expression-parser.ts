import type { BinaryOperator, Expression } from '../model/expression.js';
import type { Location } from '../model/location.js';
import { MailspecError } from '../model/errors.js';
import { printLocation } from '../model/location.js';
import { isBlank } from './lex-blanks.js';
import { LogicalLine } from './lex-lines.js';
import { Scanner } from './lex-scanner.js';
import { readQuoted } from './lex-string.js';
import { BrokenLine } from './parse-problem.js';

/** Parentheses, calls and `not` inside each other. */
const MAX_DEPTH = 32;
/** Operators and values of one expression; long chains make deep trees. */
const MAX_PARTS = 256;
const COMPARISONS = ['==', '!=', '<=', '>=', '<', '>'] as const;

/** Words that no capture, function or value can be called. */
export const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'is']);

/** Reads one expression, up to where it cannot go on; the caller says what must follow. */
export function readExpression(s: Scanner): Expression {
  return new Reader(s).or();
}

/** A whole expression that stands at `at`. Throws E_TRANSCRIPT. */
export function parseExpression(text: string, at: Location): Expression {
  const line = new LogicalLine(at.file, [{ start: 0, line: at.line, column: at.column }], text);
  const s = new Scanner(line, 0);
  try {
    const expression = readExpression(s);
    expectEnd(s);
    return expression;
  } catch (error) {
    if (!(error instanceof BrokenLine)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new MailspecError('E_TRANSCRIPT', error.message, { where: printLocation(error.at), ...hint });
  }
}

/** Fails unless the line ends here. */
export function expectEnd(s: Scanner): void {
  s.skipBlanks();
  if (!s.atEnd()) unexpected(s);
}

/** Fails, saying what stands here and what is meant by it elsewhere. */
export function unexpected(s: Scanner): never {
  return s.fail(`unexpected ${s.found()}`, habitHint(s));
}

/** Operators of other languages. */
function habitHint(s: Scanner): string | undefined {
  const habits: readonly (readonly [string, string])[] = [
    ['=', 'write == to compare'],
    ['&&', 'write and'],
    ['||', 'write or'],
    ['!', 'write not'],
    ['-', 'a minus needs a blank on both sides and a value before it'],
  ];
  return habits.find(([text]) => s.looksAt(text))?.[1];
}

class Reader {
  readonly #s: Scanner;
  #depth = 0;
  #parts = 0;

  constructor(s: Scanner) {
    this.#s = s;
  }

  /** or = and { "or" and } */
  or(): Expression {
    let left = this.#and();
    while (this.#keyword('or')) left = { kind: 'binary', op: 'or', left, right: this.#and() };
    return left;
  }

  /** and = not { "and" not } */
  #and(): Expression {
    let left = this.#not();
    while (this.#keyword('and')) left = { kind: 'binary', op: 'and', left, right: this.#not() };
    return left;
  }

  /** not = [ "not" ] not | comparison */
  #not(): Expression {
    if (!this.#keyword('not')) return this.#comparison();
    return this.#nested(() => ({ kind: 'not', operand: this.#not() }));
  }

  /** comparison = sum [ op sum | "is" [ "not" ] type ]; two in a row mean nothing. */
  #comparison(): Expression {
    const left = this.#sum();
    if (this.#keyword('is')) {
      const negated = this.#keyword('not');
      const is = this.#type(left);
      this.#refuseSecond();
      return negated ? { kind: 'not', operand: is } : is;
    }
    const op = COMPARISONS.find((text) => this.#operator(text));
    if (op === undefined) return left;
    const right = this.#sum();
    this.#refuseSecond();
    return { kind: 'binary', op, left, right };
  }

  #refuseSecond(): void {
    this.#s.skipBlanks();
    const again = COMPARISONS.some((text) => this.#s.looksAt(text)) || this.#s.peekName() === 'is';
    if (again) this.#s.fail('comparisons cannot be chained', 'join them with and');
  }

  #type(operand: Expression): Expression {
    this.#s.skipBlanks();
    const type = this.#s.peekName();
    if (type === null || KEYWORDS.has(type)) {
      return this.#s.fail(`expected the name of a type, found ${this.#s.found()}`);
    }
    const at = this.#s.at();
    this.#s.pos += type.length;
    return { kind: 'is', operand, type, at };
  }

  /** sum = product { ("+" | "-") product } */
  #sum(): Expression {
    let left = this.#product();
    for (;;) {
      const op: BinaryOperator | null = this.#operator('+') ? '+' : this.#minus() ? '-' : null;
      if (op === null) return left;
      left = { kind: 'binary', op, left, right: this.#product() };
    }
  }

  /** product = primary { ("*" | "/" | "%") primary } */
  #product(): Expression {
    let left = this.#primary();
    for (;;) {
      const op = (['*', '/', '%'] as const).find((text) => this.#operator(text));
      if (op === undefined) return left;
      left = { kind: 'binary', op, left, right: this.#primary() };
    }
  }

  /** primary = number | string | name | name "(" [ or { "," or } ] ")" | "(" or ")" */
  #primary(): Expression {
    const s = this.#s;
    this.#count();
    s.skipBlanks();
    const at = s.at();
    const digits = s.peekDigits();
    if (digits !== null) return this.#number(digits);
    if (s.looksAt('"')) return { kind: 'string', value: readQuoted(s) };
    const name = s.peekName();
    if (name !== null && !KEYWORDS.has(name)) {
      s.pos += name.length;
      if (!s.eat('(')) return { kind: 'name', name, at };
      return this.#nested(() => ({ kind: 'call', name, args: this.#args(), at }));
    }
    if (!s.looksAt('(')) return s.fail(`expected a value, found ${s.found()}`, habitHint(s));
    s.pos++;
    return this.#nested(() => {
      const inner = this.or();
      s.skipBlanks();
      if (!s.eat(')')) s.fail(`expected \`)\`, found ${s.found()}`);
      return inner;
    });
  }

  #number(digits: string): Expression {
    const value = Number(digits);
    if (!Number.isSafeInteger(value)) this.#s.fail('this number is too large');
    this.#s.pos += digits.length;
    return { kind: 'number', value };
  }

  #args(): Expression[] {
    const s = this.#s;
    s.skipBlanks();
    if (s.eat(')')) return [];
    const args: Expression[] = [];
    for (;;) {
      args.push(this.or());
      s.skipBlanks();
      if (s.eat(')')) return args;
      if (!s.eat(',')) return s.fail(`expected \`,\` or \`)\`, found ${s.found()}`);
    }
  }

  #keyword(word: string): boolean {
    this.#s.skipBlanks();
    if (this.#s.peekName() !== word) return false;
    this.#s.pos += word.length;
    this.#count();
    return true;
  }

  #operator(text: string): boolean {
    this.#s.skipBlanks();
    return this.#s.eat(text);
  }

  /** Hyphens belong to names, so a minus stands free. */
  #minus(): boolean {
    const s = this.#s;
    s.skipBlanks();
    if (!s.looksAt('-') || !isBlank(s.text[s.pos - 1]) || !isBlank(s.text[s.pos + 1])) return false;
    s.pos++;
    return true;
  }

  #nested<T extends Expression>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.#s.fail(`nested deeper than ${MAX_DEPTH}`);
    const result = read();
    this.#depth--;
    return result;
  }

  #count(): void {
    if (++this.#parts > MAX_PARTS) this.#s.fail(`this expression has more than ${MAX_PARTS} parts`);
  }
}
