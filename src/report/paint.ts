import type { Outcome } from '../model/result.js';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'magenta';

const codes: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
};

/** Puts a style around text, or nothing where there are no colours. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_, text) => text;

export const coloured: Paint = (style, text) => {
  const [on, off] = codes[style];
  return `\x1b[${on}m${text}\x1b[${off}m`;
};

/** Colours only on a terminal, and not where NO_COLOR asks for none. */
export function choosePaint(isTerminal: boolean, environment: NodeJS.ProcessEnv): Paint {
  const wanted = environment['NO_COLOR'] === undefined || environment['NO_COLOR'] === '';
  return isTerminal && wanted && environment['TERM'] !== 'dumb' ? coloured : plain;
}

const styles: Readonly<Record<Outcome, Style>> = {
  pass: 'green',
  fail: 'red',
  error: 'red',
  fixed: 'magenta',
  warn: 'yellow',
  flaky: 'yellow',
  known: 'blue',
  info: 'cyan',
  skip: 'dim',
};

export function outcomeStyle(outcome: Outcome): Style {
  return styles[outcome];
}
