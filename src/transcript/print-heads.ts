import type { Case, ConnectionState, Each, MailItem, MailWish } from '../model/case.js';
import { HEADS, type HeadWord } from './heads.js';
import { printFreeText } from './print-text.js';
import { printString, printWord } from './print-string.js';

/** The head lines of a case, in a fixed order. */
export function printHeads(c: Case): string[] {
  return HEADS.map((word) => [word, printHead(c, word)] as const)
    .filter(([, value]) => value !== null)
    .map(([word, value]) => `${word}: ${value ?? ''}`);
}

function printHead({ side, heads }: Case, word: HeadWord): string | null {
  switch (word) {
    case 'side':
      return side;
    case 'needs':
    case 'offers':
      return orNull(heads[word].map((each) => printWord(Buffer.from(each, 'utf8'))));
    case 'state':
      return printStates(heads.state);
    case 'mail':
      return heads.mail && printMail(heads.mail);
    case 'account':
      if (heads.account === null) return null;
      if (heads.account.kind === 'special') return heads.account.property;
      return `${printWord(heads.account.user)} ${printWord(heads.account.secret)}`;
    case 'errand':
      return orNull(
        [...heads.errand].map(([key, value]) => `${key}=${printWord(Buffer.from(value, 'utf8'))}`),
      );
    case 'example': {
      if (heads.example === null) return null;
      const values = [...heads.example.values].map(([key, value]) => `${key}=${printWord(value)}`);
      return [heads.example.row, ...values].join(' ');
    }
    case 'slow':
      return heads.slow === null ? null : printFreeText(heads.slow).replace(/[ \t]+#/g, ' #');
    case 'each':
      return heads.each && printEach(heads.each);
  }
}

function orNull(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join(' ');
}

function printStates(states: readonly ConnectionState[]): string | null {
  const [first] = states;
  const alone = states.length === 1 && first?.connection === 1;
  return orNull(
    states.map(({ connection, state, mailbox }) => {
      const word = mailbox === null ? state : `${state}(${mailbox})`;
      return alone ? word : `${connection}=${word}`;
    }),
  );
}

function printMail({ box, messages }: MailWish): string {
  const items = messages.length === 0 ? ['empty'] : messages.map(printMailItem);
  return [...(box === null ? [] : [box]), ...items].join(' ');
}

function printMailItem(item: MailItem): string {
  return item.kind === 'octets' ? String(item.octets) : `"${item.name}"`;
}

function printEach({ name, values, range }: Each): string {
  const words = values.map((value) => (typeof value === 'number' ? String(value) : printString(value)));
  return `${name} in ${range ? `${words[0] ?? ''}..${words.at(-1) ?? ''}` : words.join(' ')}`;
}
