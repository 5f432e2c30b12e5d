import { trimBlanks } from './lex-blanks.js';

/** Text for people on one line; a `\` at its end would join the next line to it and falls away. */
export function printFreeText(text: string): string {
  return trimBlanks(text.replace(CONTROL, ' ').replace(/[\\ \t]+$/, ''));
}

/** The first line of a file, where nothing joins. */
export function printTitle(title: string): string {
  return trimBlanks(title.replace(CONTROL, ' '));
}

/** Prose, line by line; one that would be read as something else is marked with a `\`. */
export function printProse(prose: string): string[] {
  if (prose === '') return [];
  return prose.split('\n').map((line) => {
    const text = line.replace(CONTROL, ' ');
    return mustBeMarked(text) ? `\\${text}` : text;
  });
}

function mustBeMarked(line: string): boolean {
  return line === '' || /^([ \t\\#(]|==|[CS][0-9]*[:?*!&=]|[a-z-]+:)/.test(line);
}

const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
