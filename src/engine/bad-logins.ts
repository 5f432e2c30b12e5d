import type { Case, LineStep, Node } from '../model/case.js';
import { indicator } from '../pop3/reply.js';

/** Whether a case gives a wrong credential on purpose: it expects `-ERR` to PASS, APOP, AUTH or an answer to a challenge. */
export function makesBadLogins(script: Case): boolean {
  const last = new Map<number, boolean>();
  const visit = (nodes: readonly Node[]): boolean =>
    nodes.some((node) => {
      if (node.kind === 'either') return node.branches.some(visit);
      if (node.kind !== 'line') return false;
      if (node.side === 'C') last.set(node.connection, carriesCredential(node));
      return node.side === 'S' && last.get(node.connection) === true && firstSign(node) === '-ERR';
    });
  return visit(script.steps);
}

/** PASS, APOP, AUTH with a response, or a line that begins with a value: an answer to a challenge. */
function carriesCredential(step: LineStep): boolean {
  const [first] = step.template;
  if (first === undefined) return false;
  return first.kind === 'text'
    ? /^(pass|apop|auth \S+ )/i.test(first.bytes.toString('latin1'))
    : first.kind === 'value';
}

function firstSign(step: LineStep): string | null {
  const [first] = step.template;
  return first?.kind === 'text' ? indicator(first.bytes) : null;
}
