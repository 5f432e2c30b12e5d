import type { Case } from '../model/case.js';
import type { FileHead } from './parse-file-head.js';
import type { LogicalLine, SourceLines } from './lex-lines.js';
import type { Report } from './parse-problem.js';
import { expectEnd } from './expression-parser.js';
import { HEADS, NO_HEADS } from './heads.js';
import { beforeComment } from './lex-comment.js';
import { Scanner } from './lex-scanner.js';
import { readCaseHead } from './parse-case-head.js';
import { checkCase, type KnownNames } from './parse-checks.js';
import { orReport } from './parse-problem.js';
import { readSteps } from './parse-steps.js';
import { isPlain } from './parse-source.js';

/** The name of `== name`. Case names are part of test points' names, so they are kept plain. */
export function readCaseName(line: LogicalLine, report: Report): string | null {
  if (!isPlain(line, report)) return null;
  return orReport(report, () => {
    const s = new Scanner(line, 2, beforeComment(line.text, 2, false));
    if (!s.eat(' ')) s.fail('expected `== name`', 'two equals signs, a blank, the name of the case');
    s.skipBlanks();
    const name = /^[a-z0-9][a-z0-9.-]*/.exec(s.text.slice(s.pos))?.[0];
    if (name === undefined) {
      return s.fail(
        `expected the name of a case, found ${s.found()}`,
        'lower case letters, digits, `-` and `.`',
      );
    }
    s.pos += name.length;
    expectEnd(s);
    return name;
  });
}

/** Reads what stands behind `== name`. Null when anything in it is wrong; all of that is reported. */
export function readCase(
  lines: SourceLines,
  id: string,
  line: LogicalLine,
  file: FileHead,
  known: KnownNames,
  report: Report,
): Case | null {
  let problems = 0;
  const counting: Report = (at, message, hint) => {
    problems++;
    report(at, message, hint);
  };
  const at = line.at(0);
  const { prose, heads } = readCaseHead(lines, counting);
  const steps = readSteps(lines, counting);
  const { side, ...own } = { ...file.heads.value, ...heads.value };
  if (side === undefined && !heads.broken.has('side') && !file.heads.broken.has('side')) {
    counting(at, 'this case has no `side:`', 'write side: server, side: client or side: both');
  }
  const { title, rfc, section, protocol } = file;
  const all = { ...NO_HEADS, ...own };
  const c: Case = { id, title, rfc, section, protocol, prose, side: side ?? 'server', heads: all, steps, at };
  if (side !== undefined) checkCase(c, known, problems === 0, counting);
  const inheritsBroken = HEADS.some((word) => file.heads.broken.has(word) && !heads.seen.has(word));
  return problems > 0 || side === undefined || inheritsBroken ? null : c;
}
