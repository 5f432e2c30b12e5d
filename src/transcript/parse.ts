import type { Case, Protocol } from '../model/case.js';
import type { KnownNames } from './parse-checks.js';
import type { Problem, Report } from './parse-problem.js';
import { SourceLines } from './lex-lines.js';
import { readCase, readCaseName } from './parse-case.js';
import { readFileHead, type FileHead } from './parse-file-head.js';

export type { KnownNames } from './parse-checks.js';
export type { Problem } from './parse-problem.js';

/** One transcript file: its sound cases, and all that is wrong with the others. */
export interface ParsedFile {
  /** The first line: `RFC 1939 section 7: APOP`. */
  readonly title: string;
  /** '1939', or '' in a file that is about no RFC. */
  readonly rfc: string;
  /** '7', or ''. */
  readonly section: string;
  readonly protocol: Protocol;
  readonly cases: readonly Case[];
  /** In the order of their places. */
  readonly problems: readonly Problem[];
}

const MAX_LENGTH = 1024 * 1024;

/** Reads a transcript. Never throws: whatever is wrong is among the problems. `file` names it in places and ids. */
export function parseTranscript(text: string, file: string, known: KnownNames = {}): ParsedFile {
  const problems: Problem[] = [];
  const reporter =
    (caseId?: string): Report =>
    (at, message, hint) =>
      problems.push({
        at,
        message,
        ...(hint !== undefined && { hint }),
        ...(caseId !== undefined && { caseId }),
      });
  if (Buffer.byteLength(text) > MAX_LENGTH) {
    reporter()({ file, line: 1, column: 1 }, 'this file is larger than 1 MiB', 'split it');
    return { title: '', rfc: '', section: '', protocol: 'pop3', cases: [], problems };
  }
  const lines = new SourceLines(text, file);
  const head = readFileHead(lines, reporter());
  const cases: Case[] = [];
  const names = new Map<string, number>();
  const prefix = idPrefix(head, file);
  while (lines.peek() !== null) {
    const line = lines.take();
    const name = readCaseName(line, reporter());
    const id = `${prefix}/${name ?? '?'}`;
    const report = reporter(name === null ? undefined : id);
    const earlier = name === null ? undefined : names.get(name);
    if (earlier !== undefined) {
      report(line.at(0), `a second case \`${name ?? ''}\``, `the first is in line ${earlier}`);
    }
    const c = readCase(lines, id, line, head, known, report);
    if (name === null || earlier !== undefined) continue;
    names.set(name, line.at(0).line);
    if (c !== null) cases.push(c);
  }
  if (problems.length === 0 && cases.length === 0) {
    reporter()(lines.here(), 'this file has no case', 'a case begins with == name');
  }
  problems.sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  const { title, rfc, section, protocol } = head;
  return { title, rfc, section, protocol, cases, problems };
}

/** `rfc1939/7`, or the file's own name. */
function idPrefix(head: FileHead, file: string): string {
  if (head.rfc !== '') return `rfc${head.rfc}/${head.section}`;
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return base.replace(/\.transcript$/, '').replace(/[^A-Za-z0-9.-]+/g, '-') || 'transcript';
}
