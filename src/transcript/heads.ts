import type { AccountProperty, CaseHeads, Protocol, Side } from '../model/case.js';

/** The heads of a case, in the order the printer writes them. */
export const HEADS = [
  'side',
  'needs',
  'state',
  'mail',
  'account',
  'offers',
  'errand',
  'example',
  'slow',
  'each',
] as const;
export type HeadWord = (typeof HEADS)[number];

export const SIDES: readonly Side[] = ['server', 'client', 'both'];
export const PROTOCOLS: readonly Protocol[] = ['pop3', 'imap'];

/** What a case has that writes no head. */
export const NO_HEADS: CaseHeads = {
  needs: [],
  state: [],
  mail: null,
  account: null,
  offers: [],
  errand: new Map(),
  example: null,
  slow: null,
  each: null,
};

/** What one head sets. */
export type HeadValue = Partial<CaseHeads> & { readonly side?: Side };

/** The special accounts a case can ask for; a record, so that the compiler finds one forgotten. */
const PROPERTIES: Readonly<Record<AccountProperty, true>> = {
  'secret-1': true,
  'secret-40': true,
  'secret-63': true,
  'secret-64': true,
  'secret-65': true,
  'secret-80': true,
  'secret-129': true,
  'secret-long': true,
  'secret-space': true,
  'secret-quote': true,
  'secret-8bit': true,
  'user-space': true,
  'user-40': true,
};
export const ACCOUNT_PROPERTIES = Object.keys(PROPERTIES) as readonly AccountProperty[];

export function isHeadWord(word: string): word is HeadWord {
  return (HEADS as readonly string[]).includes(word);
}
