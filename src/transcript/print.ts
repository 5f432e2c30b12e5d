import type { Case, LineStep, Node, StageDirection, StageStep } from '../model/case.js';
import type { ParsedFile } from './parse.js';
import { printExpression } from './print-expression.js';
import { printHeads } from './print-heads.js';
import { printQuotedTemplate, printTemplate } from './print-template.js';
import { printFreeText, printProse, printTitle } from './print-text.js';

/** A whole file; what its head said for all cases is written in each. Reads back to the same cases. */
export function printTranscript(file: Pick<ParsedFile, 'title' | 'protocol' | 'cases'>): string {
  const head = `${printTitle(file.title)}\nprotocol: ${file.protocol}\n`;
  return [head, ...file.cases.map(printCase)].join('\n');
}

/** One case from its `== name` on, with a line end. */
export function printCase(c: Case): string {
  const name = c.id.slice(c.id.lastIndexOf('/') + 1);
  const numbered = usesOtherConnections(c.steps);
  const steps = c.steps.length === 0 ? [] : ['', ...printNodes(c.steps, numbered, '')];
  return [`== ${name}`, ...printProse(c.prose), ...printHeads(c), ...steps, ''].join('\n');
}

/** One step as a line, for people and reports; the first connection is not numbered. */
export function printStep(step: LineStep | StageStep): string {
  const numbered = step.connection !== 1;
  return step.kind === 'line' ? printLine(step, numbered) : printStage(step, numbered);
}

/** With more than one connection, the first is numbered too: that reads better. */
function usesOtherConnections(nodes: readonly Node[]): boolean {
  return nodes.some((node) => {
    if (node.kind === 'line' || node.kind === 'stage') return node.connection !== 1;
    return node.kind === 'either' && node.branches.some(usesOtherConnections);
  });
}

function printNodes(nodes: readonly Node[], numbered: boolean, indent: string): string[] {
  return nodes.flatMap((node) => printNode(node, numbered, indent));
}

function printNode(node: Node, numbered: boolean, indent: string): string[] {
  switch (node.kind) {
    case 'line':
      return [indent + printLine(node, numbered)];
    case 'stage':
      return [indent + printStage(node, numbered)];
    case 'rule':
      return [`${indent}rule: ${node.row}`];
    case 'check':
      return [`${indent}${node.how} ${printExpression(node.expression)}`];
    case 'observe':
      return [`${indent}observe: ${printFreeText(node.text)}`];
    case 'then':
      return [`${indent}then`];
    case 'either': {
      const branches = node.branches.flatMap((branch, i) => [
        indent + (i === 0 ? 'either' : 'or'),
        ...printNodes(branch, numbered, `${indent}  `),
      ]);
      return [...branches, `${indent}end`];
    }
  }
}

function printLine(step: LineStep, numbered: boolean): string {
  const text = step.mark === '=' ? printQuotedTemplate(step.template) : printTemplate(step.template);
  return text === '' ? mark(step, numbered) : `${mark(step, numbered)} ${text}`;
}

function printStage(step: StageStep, numbered: boolean): string {
  const text = `(${printDirection(step.direction)})`;
  return step.side === null ? text : `${mark({ ...step, side: step.side }, numbered)} ${text}`;
}

function mark(step: Pick<LineStep, 'side' | 'mark' | 'connection'>, numbered: boolean): string {
  return `${step.side}${numbered ? String(step.connection) : ''}${step.mark === '' ? ':' : step.mark}`;
}

function printDirection(direction: StageDirection): string {
  switch (direction.name) {
    case 'wait':
      return direction.ms % 1000 === 0 ? `wait ${direction.ms / 1000}s` : `wait ${direction.ms}ms`;
    case 'select':
      return `select ${direction.mailbox}`;
    case 'close':
    case 'half-close':
    case 'reset':
    case 'starttls':
    case 'restart':
    case 'run again':
    case 'login':
      return direction.name;
  }
}
