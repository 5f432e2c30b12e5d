import type { StageDirection, StageStep, StepMark } from '../model/case.js';
import type { Scanner } from './lex-scanner.js';
import { nearest } from './parse-nearest.js';

const SIMPLE = ['close', 'half-close', 'reset', 'starttls', 'restart', 'run again', 'login'] as const;
const KNOWN = [...SIMPLE, 'wait 200ms', 'select box'];
/** The longest wait: ten minutes. */
const MAX_WAIT_MS = 600_000;

/** True when `text` is wholly a stage direction by its looks: one flat parenthesis. */
export function looksLikeStage(text: string): boolean {
  return /^\([^()]*\)$/.test(text) && !text.includes('${');
}

/** Reads `(close)`; `side` null: written without a side. The scanner stands at the parenthesis. */
export function readStage(
  s: Scanner,
  side: 'C' | 'S' | null,
  mark: StepMark,
): Pick<StageStep, 'side' | 'mark' | 'direction'> {
  const start = s.pos;
  const close = s.text.indexOf(')', start);
  if (close < 0) return s.fail('this stage direction has no closing `)`');
  if (close + 1 < s.text.length) s.fail('text behind a stage direction', undefined, close + 1);
  const text = s.text.slice(start + 1, close);
  const direction = directionOf(s, text);
  if (direction === null) {
    const near = nearest(text, KNOWN);
    const other =
      side === null
        ? 'write (wait 200ms), (wait 3s), (restart) or (run again)'
        : `if these octets are meant, write \${"("}${text})`;
    return s.fail(`unknown stage direction \`(${text})\``, near === null ? other : `did you mean (${near})?`);
  }
  s.pos = close + 1;
  const wrong = misplaced(direction, side, mark);
  if (wrong !== null) s.fail(`\`(${text})\` ${wrong}`, undefined, start);
  return { side, mark, direction };
}

function directionOf(s: Scanner, text: string): StageDirection | null {
  const simple = SIMPLE.find((name) => name === text);
  if (simple !== undefined) return { name: simple };
  const select = /^select ([A-Za-z][A-Za-z0-9-]*)$/.exec(text);
  if (select?.[1] !== undefined) return { name: 'select', mailbox: select[1] };
  const wait = /^wait ([1-9][0-9]{0,8})(ms|s)$/.exec(text);
  if (wait === null) return null;
  const ms = Number(wait[1]) * (wait[2] === 's' ? 1000 : 1);
  if (ms > MAX_WAIT_MS) return s.fail(`a wait is at most ${MAX_WAIT_MS / 1000}s`);
  return { name: 'wait', ms };
}

/** Why this direction cannot stand there, or null. */
function misplaced(direction: StageDirection, side: 'C' | 'S' | null, mark: StepMark): string | null {
  switch (direction.name) {
    case 'wait':
    case 'restart':
    case 'run again':
      return side === null ? null : 'is written without `C:` or `S:`';
    case 'login':
    case 'select':
      return side === 'C' && mark === '' ? null : 'is written `C:`';
    case 'close':
      if (side === 'S') return mark === '' || mark === '?' ? null : 'is written `S:` or `S?`';
      return side === 'C' && mark === '' ? null : 'is written `C:`, `S:` or `S?`';
    case 'half-close':
    case 'reset':
    case 'starttls':
      return side !== null && mark === '' ? null : 'is written `C:` or `S:`';
  }
}
