import type { AccountWish, ConnectionState, Each, MailItem, MailWish } from '../model/case.js';
import type { HeadValue, HeadWord } from './heads.js';
import type { Scanner } from './lex-scanner.js';
import { ACCOUNT_PROPERTIES, SIDES } from './heads.js';
import { trimBlanks } from './lex-blanks.js';
import { expectEnd } from './expression-parser.js';
import { didYouMean } from './parse-nearest.js';
import { readPairs, readWords, type Word } from './parse-words.js';

const MAX_OCTETS = 64 * 1024 * 1024;
const MAX_EACH = 65_536;
const MAX_CONNECTION = 99;

/** Reads the value of the head `word`; the scanner stands behind its colon, the comment is cut off. */
export function readHead(word: HeadWord, s: Scanner): HeadValue {
  s.skipBlanks();
  if (s.atEnd()) s.fail(`\`${word}:\` says nothing`);
  switch (word) {
    case 'side':
      return { side: readChoice(s, SIDES) };
    case 'needs':
      return { needs: readWords(s).map((each) => needOf(s, each)) };
    case 'state':
      return { state: readState(s) };
    case 'mail':
      return { mail: readMail(s) };
    case 'account':
      return { account: readAccount(s) };
    case 'offers':
      return { offers: readWords(s).map(textOf) };
    case 'errand':
      return { errand: new Map([...readPairs(s)].map(([key, value]) => [key, value.toString('utf8')])) };
    case 'example':
      return { example: { row: readRow(s), values: readPairs(s) } };
    case 'slow':
      return { slow: trimBlanks(s.text.slice(s.pos)) };
    case 'each':
      return { each: readEach(s) };
  }
}

/** One word of a closed list and nothing else. */
export function readChoice<T extends string>(s: Scanner, choices: readonly T[]): T {
  s.skipBlanks();
  const start = s.pos;
  const word = trimBlanks(s.text.slice(start));
  const choice = choices.find((each) => each === word);
  if (choice === undefined) return s.fail(`expected ${choices.join(', ')}; found ${s.found()}`);
  return choice;
}

/** `rfc1939-7-apop-replay`: the id of a row of requirements.tsv or examples.tsv. */
export function readRow(s: Scanner): string {
  s.skipBlanks();
  const start = s.pos;
  while (!s.atEnd() && /[A-Za-z0-9.-]/.test(s.text[s.pos] ?? '')) s.pos++;
  const row = s.text.slice(start, s.pos);
  if (row === '') s.fail(`expected the id of a row, found ${s.found()}`);
  return row;
}

function textOf(word: Word): string {
  return word.bytes.toString('utf8');
}

function needOf(s: Scanner, word: Word): string {
  const text = textOf(word);
  if (text === '!' || text === '')
    s.fail('expected the name of a capability or mechanism', undefined, word.pos);
  return text;
}

/** `auth`, or `1=selected(box) 2=auth`. */
function readState(s: Scanner): ConnectionState[] {
  const states: ConnectionState[] = [];
  while (!s.atEnd()) {
    const start = s.pos;
    const numbered = s.peekDigits() !== null;
    const connection = numbered ? readConnection(s) : 1;
    if (numbered && !s.eat('=')) s.fail(`expected \`=\`, found ${s.found()}`, 'write 2=auth');
    if (states.some((each) => each.connection === connection)) {
      s.fail(`connection ${connection} has a state already`, undefined, start);
    }
    states.push({ connection, ...readStateWord(s) });
    s.skipBlanks();
  }
  return states;
}

function readStateWord(s: Scanner): Pick<ConnectionState, 'state' | 'mailbox'> {
  const word = s.peekName();
  if (word === 'nonauth' || word === 'auth') {
    s.pos += word.length;
    return { state: word, mailbox: null };
  }
  if (word !== 'selected') return s.fail(`expected nonauth, auth or selected(box); found ${s.found()}`);
  s.pos += word.length;
  const mailbox = s.eat('(') ? s.peekName() : null;
  if (mailbox === null) return s.fail('selected needs the name of a mailbox', 'write selected(box)');
  s.pos += mailbox.length;
  if (!s.eat(')')) s.fail(`expected \`)\`, found ${s.found()}`);
  return { state: 'selected', mailbox };
}

/** The number of a connection, 1 to 99. */
export function readConnection(s: Scanner): number {
  const digits = s.peekDigits() ?? '';
  const number = Number(digits);
  if (digits.startsWith('0') || number > MAX_CONNECTION) {
    return s.fail(`connections are numbered 1 to ${MAX_CONNECTION}`);
  }
  s.pos += digits.length;
  return number;
}

/** `120 200`, `box 120 "dots.eml"`, `empty`. */
function readMail(s: Scanner): MailWish {
  const words = readWords(s);
  const first = words[0];
  const name = first !== undefined && !first.quoted ? textOf(first) : '';
  const box = /^[A-Za-z][A-Za-z0-9-]*$/.test(name) && name !== 'empty' ? name : null;
  const rest = box === null ? words : words.slice(1);
  if (rest.length === 0) s.fail('this mailbox has no messages', `write ${name} empty if it is to have none`);
  const [only] = rest;
  if (rest.length === 1 && only !== undefined && !only.quoted && textOf(only) === 'empty') {
    return { box, messages: [] };
  }
  return { box, messages: rest.map((word) => mailItem(s, word)) };
}

function mailItem(s: Scanner, word: Word): MailItem {
  const text = textOf(word);
  if (word.quoted) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(text)) {
      s.fail('not the name of a message file', 'letters, digits, `.`, `_` and `-` only', word.pos);
    }
    return { kind: 'file', name: text };
  }
  if (!/^[0-9]{1,9}$/.test(text)) {
    s.fail('expected a size in octets or a file name in quotes', 'a mailbox is named first', word.pos);
  }
  const octets = Number(text);
  if (octets > MAX_OCTETS) s.fail(`a message has at most ${MAX_OCTETS} octets`, undefined, word.pos);
  return { kind: 'octets', octets };
}

/** `mrose tanstaaf`, `"john doe" "my secret"`, `secret-64`. */
function readAccount(s: Scanner): AccountWish {
  const start = s.pos;
  const [user, secret, ...more] = readWords(s);
  const third = more[0];
  if (third !== undefined) {
    s.fail('an account is a user and a secret', 'quote what holds blanks: "john doe" "my secret"', third.pos);
  }
  if (user !== undefined && secret !== undefined) {
    return { kind: 'exact', user: user.bytes, secret: secret.bytes };
  }
  const name = user === undefined ? '' : textOf(user);
  const property = user?.quoted === true ? undefined : ACCOUNT_PROPERTIES.find((each) => each === name);
  if (property === undefined) {
    const hint = didYouMean(name, ACCOUNT_PROPERTIES) ?? `one of ${ACCOUNT_PROPERTIES.join(', ')}`;
    return s.fail('expected a user and a secret, or a special account', hint, start);
  }
  return { kind: 'special', property };
}

/** `i in 0..31`, `verb in "STAT" "NOOP" 255`. */
function readEach(s: Scanner): Each {
  const name = s.peekName();
  if (name === null) return s.fail(`expected a name, found ${s.found()}`, 'write i in 0..31');
  s.pos += name.length;
  s.skipBlanks();
  if (s.peekName() !== 'in') s.fail(`expected \`in\`, found ${s.found()}`, 'write i in 0..31');
  s.pos += 2;
  s.skipBlanks();
  const first = s.peekDigits();
  if (first !== null && s.text.startsWith('..', s.pos + first.length)) return readRange(s, name, first);
  const values = readWords(s).map((word) => eachValue(s, word));
  if (values.length === 0) s.fail('there are no values', 'write 0..31, or values with blanks between');
  return { name, values, range: false };
}

function readRange(s: Scanner, name: string, first: string): Each {
  const start = s.pos;
  s.pos += first.length + 2;
  const last = s.peekDigits();
  if (last === null) return s.fail(`expected the last number, found ${s.found()}`);
  s.pos += last.length;
  expectEnd(s);
  const count = Number(last) - Number(first) + 1;
  if (!Number.isSafeInteger(Number(last)) || count < 1 || count > MAX_EACH) {
    s.fail(`a range runs upwards over at most ${MAX_EACH} values`, undefined, start);
  }
  return { name, values: Array.from({ length: count }, (_, i) => Number(first) + i), range: true };
}

function eachValue(s: Scanner, word: Word): number | Buffer {
  if (word.quoted) return word.bytes;
  const text = textOf(word);
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(value)) {
    return s.fail('expected a number or a string in quotes', undefined, word.pos);
  }
  return value;
}
