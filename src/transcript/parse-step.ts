import type { LineStep, Node, StageStep, StepMark } from '../model/case.js';
import type { Template } from '../model/template.js';
import type { LogicalLine } from './lex-lines.js';
import { expectEnd, readExpression } from './expression-parser.js';
import { isHeadWord } from './heads.js';
import { contentEnd, indent, isBlank, trimBlanks } from './lex-blanks.js';
import { beforeComment } from './lex-comment.js';
import { Scanner } from './lex-scanner.js';
import { readConnection, readRow } from './parse-heads.js';
import { looksLikeStage, readStage } from './parse-stage.js';
import { printExpression } from './print-expression.js';
import { readQuotedTemplate, readTemplate } from './template-parser.js';

/** What one line of a case is; blocks are put together by who reads the lines. */
export type StepLine =
  SimpleNode | { readonly kind: 'either' } | { readonly kind: 'or' } | { readonly kind: 'end' };
type SimpleNode = Exclude<Node, { kind: 'either' }>;

const MARKS: Readonly<Record<'C' | 'S', readonly string[]>> = {
  C: [':', '?', '!', '&', '='],
  S: [':', '?', '*', '!', '&', '='],
};
const SHAPE = 'a step begins with `C:` or `S:`, a number before the mark, or with a word such as rule:';

/** Reads one line among the steps. Throws BrokenLine. */
export function readStep(line: LogicalLine): StepLine {
  const start = indent(line.text);
  const whole = new Scanner(line, start);
  if (line.dangling) return whole.fail('nothing follows the joining `\\`', undefined, line.text.length);
  const side = line.text[start];
  if ((side === 'C' || side === 'S') && /^.[^A-Za-z]/.test(line.text.slice(start, start + 2))) {
    return readLine(whole, side);
  }
  const s = new Scanner(line, start, beforeComment(line.text, start, true));
  if (s.looksAt('(')) return { kind: 'stage', connection: 1, at: s.at(start), ...readStage(s, null, '') };
  return readWordStep(s, whole);
}

/** `rule: x`, `assert x`, `then` ...: `whole` is the line with what would be a comment elsewhere. */
function readWordStep(s: Scanner, whole: Scanner): StepLine {
  const at = s.at();
  const word = s.peekName() ?? '';
  s.pos += word.length;
  const colon = s.looksAt(':');
  switch (word) {
    case 'rule': {
      if (!s.eat(':')) return s.fail('`rule` is followed by a colon', 'write rule: and the id of a row');
      const row = readRow(s);
      expectEnd(s);
      return { kind: 'rule', row, at };
    }
    case 'observe': {
      if (!s.eat(':')) return s.fail('`observe` is followed by a colon', 'write observe: and what is seen');
      const text = trimBlanks(whole.text.slice(s.pos));
      if (text === '') s.fail('`observe:` says nothing');
      return { kind: 'observe', text, at };
    }
    case 'assert':
    case 'require': {
      if (colon) s.fail(`no colon behind \`${word}\``, `write ${word} and an expression`);
      const expression = readExpression(s);
      expectEnd(s);
      return { kind: 'check', how: word, expression, text: printExpression(expression), at };
    }
    case 'then':
      expectEnd(s);
      return { kind: 'then', at };
    case 'either':
    case 'or':
    case 'end':
      expectEnd(s);
      return { kind: word };
    default:
      s.pos -= word.length;
      if (colon && isHeadWord(word))
        return s.fail(`the head \`${word}:\` among the steps`, 'heads come before the first blank line');
      return s.fail(`this is no step: ${s.found()}`, SHAPE);
  }
}

/** `C2: STAT`, `S? -ERR ...`, `C= "QUIT\n"`, `S: (close)`. */
function readLine(s: Scanner, side: 'C' | 'S'): LineStep | StageStep {
  const start = s.pos;
  const at = s.at();
  s.pos++;
  const connection = s.peekDigits() === null ? 1 : readConnection(s);
  const sign = s.text[s.pos] ?? '';
  if (!MARKS[side].includes(sign)) {
    const marks = MARKS[side].map((each) => `${side}${each}`).join(' ');
    return s.fail(`unknown mark: ${s.found()}`, `the steps of this side are ${marks}`);
  }
  s.pos++;
  const mark = (sign === ':' ? '' : sign) as StepMark;
  const written = s.text.slice(start, s.pos);
  if (!s.atEnd() && !s.eat(' ')) s.fail(`one blank stands behind \`${written}\``);
  if (mark !== '=') {
    const text = s.text.slice(s.pos);
    if (looksLikeStage(text.slice(0, contentEnd(text)))) {
      const trimmed = new Scanner(s.line, s.pos, contentEnd(s.text));
      return { kind: 'stage', connection, at, ...readStage(trimmed, side, mark) };
    }
  }
  return { kind: 'line', side, mark, connection, template: readLineTemplate(s, mark, written), at };
}

function readLineTemplate(s: Scanner, mark: StepMark, written: string): Template {
  if (mark !== '=') {
    if (s.atEnd() && isBlank(s.text.at(-1)))
      s.fail('trailing blanks', `write \`${written}\` alone for an empty line`, s.pos - 1);
    return readTemplate(s);
  }
  if (!s.looksAt('"')) return s.fail(`\`${written}\` takes its octets in quotes`, 'write "...\\r\\n"');
  return readQuotedTemplate(s);
}
