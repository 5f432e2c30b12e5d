/** What answers a command: one status line, a list behind +OK, or an exchange of AUTH. */
export type ReplyForm =
  | 'single'
  /** +OK, lines, a dot (RFC 1939 section 3). */
  | 'multi'
  /** The RFC gives no form for a positive answer, as to `RETR x`: read on only if a list is there. */
  | 'unclear'
  /** `+ ` lines until a status line (RFC 1734 section 2). */
  | 'exchange';

export interface SentCommand {
  /** Upper case; '' for an empty line. */
  readonly verb: string;
  readonly argument: string;
  readonly form: ReplyForm;
  /** At most 255 octets with CRLF (RFC 2449 section 4), so that the reply must keep its own limit. */
  readonly withinLimit: boolean;
}

const number = /^[0-9]+$/;

/** Reads a line that was sent, without its CRLF, as the command a server takes it for. */
export function readCommand(line: Buffer): SentCommand {
  const text = line.toString('latin1');
  // RFC 1734 section 3 lets tabs part AUTH from its mechanism; servers that do so begin an exchange.
  const parts = text.split(/^auth\b/i.test(text) ? /[ \t]/ : ' ');
  const [first = '', ...words] = parts.includes('') ? parts.filter(Boolean) : parts;
  const verb = first.toUpperCase();
  return {
    verb,
    argument: words.join(' '),
    form: replyForm(verb, words),
    withinLimit: line.length + 2 <= 255,
  };
}

function replyForm(verb: string, words: readonly string[]): ReplyForm {
  switch (verb) {
    case 'CAPA':
      return 'multi';
    case 'LIST':
    case 'UIDL':
      if (words.length === 0) return 'multi';
      return words.length === 1 && number.test(words[0] ?? '') ? 'single' : 'unclear';
    case 'RETR':
      return words.length === 1 && number.test(words[0] ?? '') ? 'multi' : 'unclear';
    case 'TOP':
      return words.length === 2 && words.every((word) => number.test(word)) ? 'multi' : 'unclear';
    case 'AUTH':
      return words.length === 0 ? 'unclear' : 'exchange';
    case 'USER':
    case 'PASS':
    case 'APOP':
    case 'STAT':
    case 'DELE':
    case 'NOOP':
    case 'RSET':
    case 'QUIT':
    case 'STLS': // prettier-ignore
      return 'single';
    default:
      return 'unclear';
  }
}

/**
 * True if every server must see this line as one command: no NUL, no bare CR or LF inside, and within the
 * 255 octets that RFC 2449 section 4 makes servers take. Other lines may be answered by none or several
 * replies, so nobody can say where the answer ends.
 */
export function isReadable(line: Buffer, limit = 255): boolean {
  return line.length + 2 <= limit && !line.includes(0) && !line.includes(0x0d) && !line.includes(0x0a);
}
