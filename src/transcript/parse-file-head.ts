import type { Protocol } from '../model/case.js';
import type { SourceLines } from './lex-lines.js';
import { HEADS, isHeadWord, PROTOCOLS } from './heads.js';
import { indent, trimBlanks } from './lex-blanks.js';
import { HeadCollector, headScanner, headWord } from './parse-head-line.js';
import { readChoice } from './parse-heads.js';
import { didYouMean } from './parse-nearest.js';
import { orReport, type Report } from './parse-problem.js';
import { isCaseLine, isPlain, nextContent } from './parse-source.js';

/** What stands before the first case and holds for all of them. */
export interface FileHead {
  readonly title: string;
  /** '' in files that are about no RFC. */
  readonly rfc: string;
  readonly section: string;
  readonly protocol: Protocol;
  readonly heads: HeadCollector;
}

const RFC_TITLE = /^RFC ([0-9]{1,5}) section ([A-Za-z0-9][A-Za-z0-9.-]*): [^ ]/;

/** Reads the title line and the file's heads, up to the first `== name`. */
export function readFileHead(lines: SourceLines, report: Report): FileHead {
  const start = lines.here();
  const title = readTitle(lines, report);
  const match = RFC_TITLE.exec(title);
  const heads = new HeadCollector();
  let protocol: Protocol | null = null;
  let protocolSeen = false;
  for (let text = nextContent(lines); text !== null; text = nextContent(lines)) {
    const word = headWord(text);
    const line = lines.takeJoined();
    const at = line.at(indent(text));
    if (!isPlain(line, report)) continue;
    if (word === 'protocol') {
      if (protocolSeen) report(at, 'a second `protocol:`');
      protocolSeen = true;
      protocol ??= orReport(report, () => readChoice(headScanner(line, word), PROTOCOLS));
    } else if (word !== null && isHeadWord(word)) {
      heads.add(line, word, report);
    } else if (word !== null) {
      report(at, `unknown head \`${word}:\``, didYouMean(word, [...HEADS, 'protocol']));
    } else {
      report(at, 'expected a head or `== name`', 'prose stands in the cases');
    }
  }
  if (!protocolSeen && title !== '')
    report(start, 'this file has no `protocol:`', 'write protocol: pop3 or protocol: imap');
  const rfc = match?.[1] ?? '';
  const section = match?.[2] ?? '';
  return { title, rfc, section, protocol: protocol ?? 'pop3', heads };
}

function readTitle(lines: SourceLines, report: Report): string {
  const at = lines.here();
  const text = nextContent(lines);
  const missing = 'the first line must be a title';
  const hint = 'RFC 1939 section 7: APOP';
  if (text === null) {
    const empty = lines.peek() === null;
    report(empty ? at : lines.here(), empty ? `an empty file: ${missing}` : missing, hint);
    return '';
  }
  const word = headWord(text);
  if (isCaseLine(text) || (word !== null && (word === 'protocol' || isHeadWord(word)))) {
    report(lines.here(), missing, hint);
    return '';
  }
  const line = lines.take();
  isPlain(line, report);
  const title = trimBlanks(line.text);
  if (/^RFC ?[0-9]/i.test(title) && !RFC_TITLE.test(title)) {
    report(line.at(indent(line.text)), 'this title names no section', `write it like ${hint}`);
  }
  return title;
}
