import type { LogicalLine, SourceLines } from './lex-lines.js';
import type { Report } from './parse-problem.js';
import { HEADS, isHeadWord } from './heads.js';
import { indent, trimBlanks } from './lex-blanks.js';
import { HeadCollector, headWord } from './parse-head-line.js';
import { didYouMean } from './parse-nearest.js';
import { isCaseLine, isComment, isEmpty, isPlain } from './parse-source.js';

export interface CaseHead {
  readonly prose: string;
  readonly heads: HeadCollector;
}

/** Reads prose and heads, up to the blank line that ends them. */
export function readCaseHead(lines: SourceLines, report: Report): CaseHead {
  const prose: string[] = [];
  const heads = new HeadCollector();
  for (let text = lines.peek(); text !== null; text = lines.peek()) {
    if (isCaseLine(text) || isEmpty(text)) break;
    if (isStep(text)) {
      report(lines.here(), 'a blank line must stand before the first step', 'prose can begin with `\\`');
      break;
    }
    if (isComment(text)) lines.take();
    else readHeadOrProse(lines, text, prose, heads, report);
  }
  return { prose: prose.join('\n'), heads };
}

function readHeadOrProse(
  lines: SourceLines,
  text: string,
  prose: string[],
  heads: HeadCollector,
  report: Report,
): void {
  const word = headWord(text);
  if (word !== null && isHeadWord(word)) {
    const line = lines.takeJoined();
    if (isPlain(line, report)) heads.add(line, word, report);
    return;
  }
  const line = lines.take();
  if (!isPlain(line, report)) return;
  const at = line.at(indent(text));
  if (word === 'protocol') {
    report(at, '`protocol:` belongs to the head of the file', 'all cases of a file speak one protocol');
  } else if (word !== null && looksLikeHead(text, word, heads)) {
    report(at, `unknown head \`${word}:\``, didYouMean(word, HEADS) ?? 'prose can begin with `\\`');
  } else if (heads.seen.size > 0) {
    report(at, 'prose comes before the heads', 'a blank line ends the heads');
  } else {
    prose.push(proseOf(line));
  }
}

/** `\` at the beginning keeps a line of prose from being read as something else. */
function proseOf(line: LogicalLine): string {
  const text = trimBlanks(line.text);
  return text.startsWith('\\') ? text.slice(1) : text;
}

function looksLikeHead(text: string, word: string, heads: HeadCollector): boolean {
  const behind = text[indent(text) + word.length + 1];
  if (behind !== undefined && behind !== ' ') return false;
  return heads.seen.size > 0 || didYouMean(word, HEADS) !== undefined;
}

function isStep(text: string): boolean {
  const start = text.slice(indent(text), indent(text) + 12);
  return /^([CS][0-9]*[:?*!&=]( |$)|rule:|observe:|\((wait|restart|run again))/.test(start);
}
