import type { MemoryReference } from './memory.js';
import type { Pop3Session } from './session/pop3.js';

/** A session spoken to by hand: lines in, everything that came back out. For tests. */
export class Talk {
  readonly session: Pop3Session;
  readonly greeting: string;
  closed = false;
  /** It said that TLS begins. */
  startsTls = false;

  constructor(server: MemoryReference) {
    this.session = server.session();
    this.greeting = text(this.session.open());
  }

  /** Sends these lines in one go, each with its CRLF. */
  say(...lines: string[]): string {
    return this.raw(lines.map((line) => `${line}\r\n`).join(''));
  }

  /** Sends exactly this, a character for an octet. */
  raw(octets: string): string {
    const actions = this.session.feed(Buffer.from(octets, 'latin1'));
    this.closed ||= actions.some(({ kind }) => kind === 'close');
    this.startsTls ||= actions.some(({ kind }) => kind === 'start-tls');
    if (this.closed) this.session.closed();
    return text(actions);
  }

  /** The octets of the last challenge line in a reply. */
  static challenge(reply: string): string {
    return Buffer.from(/\+ (.*)\r\n$/.exec(reply)?.[1] ?? '', 'base64').toString('latin1');
  }
}

export function base64(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('base64');
}

function text(actions: ReturnType<Pop3Session['feed']>): string {
  return actions.map((action) => (action.kind === 'send' ? action.octets.toString('latin1') : '')).join('');
}
