import type { Node } from '../model/case.js';
import type { Location } from '../model/location.js';
import type { SourceLines } from './lex-lines.js';
import { indent } from './lex-blanks.js';
import { orReport, type Report } from './parse-problem.js';
import { isCaseLine, isPlain, nextContent } from './parse-source.js';
import { readStep } from './parse-step.js';

const MAX_DEPTH = 32;

/** An `either` whose `end` has not come yet. */
interface OpenEither {
  readonly at: Location;
  readonly branches: Node[][];
}

/** Reads steps up to the next case or the end of the file. */
export function readSteps(lines: SourceLines, report: Report): Node[] {
  const root: Node[] = [];
  const open: OpenEither[] = [];
  while (nextContent(lines) !== null) {
    const line = lines.takeJoined();
    const at = line.at(indent(line.text));
    const step = isPlain(line, report) ? orReport(report, () => readStep(line)) : null;
    if (step === null) continue;
    const innermost = open.at(-1);
    if (step.kind === 'either') {
      if (open.length === MAX_DEPTH) {
        report(at, `nested deeper than ${MAX_DEPTH}`);
        skipCase(lines);
        return root;
      }
      open.push({ at, branches: [[]] });
    } else if (step.kind === 'or') {
      if (innermost === undefined) report(at, '`or` without `either`');
      else innermost.branches.push([]);
    } else if (step.kind === 'end') {
      if (innermost === undefined) report(at, '`end` without `either`');
      else close(open, root, report);
    } else {
      (innermost?.branches.at(-1) ?? root).push(step);
    }
  }
  for (const { at } of open) report(at, '`either` without `end`');
  while (open.length > 0) close(open, root, null);
  return root;
}

/** Puts the innermost `either` where it belongs. */
function close(open: OpenEither[], root: Node[], report: Report | null): void {
  const closed = open.pop();
  if (closed === undefined) return;
  if (closed.branches.length < 2) report?.(closed.at, '`either` without `or`');
  (open.at(-1)?.branches.at(-1) ?? root).push({ kind: 'either', ...closed });
}

function skipCase(lines: SourceLines): void {
  for (let text = lines.peek(); text !== null && !isCaseLine(text); text = lines.peek()) lines.take();
}
