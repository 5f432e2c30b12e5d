import type { Duplex } from 'node:stream';
import type { Dialer } from '../../src/wire/dialer.js';
import { memoryDialer } from '../../src/wire/memory-dialer.js';

export interface PrintedLine {
  readonly side: 'C' | 'S';
  readonly line: string;
}

/**
 * A server that says an RFC's printed lines: what the RFC's client says next is answered as printed, anything else
 * (a login before the example begins, QUIT behind it) politely.
 */
export class PrintedServer {
  private next = 0;
  readonly dialer: Dialer = memoryDialer((stream) => this.serve(stream));

  constructor(
    private readonly lines: readonly PrintedLine[],
    private readonly messages: readonly Buffer[],
    /** Lines that come before the example and are spelt like its own: each is answered +OK once. */
    private readonly before: string[] = [],
    /** Nobody can make the answers the example prints (a Kerberos ticket), so any BASE64 stands for one. */
    private readonly anyAnswer = false,
  ) {}

  /** Printed lines of the client that never came. */
  get left(): string[] {
    return this.lines
      .slice(this.next)
      .filter(({ side }) => side === 'C')
      .map(({ line }) => line);
  }

  private serve(stream: Duplex): void {
    stream.on('error', () => undefined);
    const greeting = this.spoken();
    stream.write(
      greeting.length > 0 ? greeting : '+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n',
    );
    let received = '';
    stream.on('data', (data: Buffer) => {
      received += data.toString('latin1');
      for (let end = received.indexOf('\r\n'); end >= 0; end = received.indexOf('\r\n')) {
        this.answer(stream, received.slice(0, end));
        received = received.slice(end + 2);
      }
    });
  }

  private answer(stream: Duplex, line: string): void {
    const printed = this.lines[this.next];
    const quit = /^quit$/i.test(line);
    const early = this.before.indexOf(line);
    if (early >= 0) {
      this.before.splice(early, 1);
      stream.write('+OK\r\n');
    } else if (printed?.side === 'C' && this.same(printed.line, line)) {
      this.next++;
      stream.write(this.spoken());
    } else stream.write('+OK\r\n');
    if (quit) stream.end();
  }

  private same(printed: string, line: string): boolean {
    const base64 = /^[A-Za-z0-9+/]{4,}=*$/;
    if (this.anyAnswer && base64.test(printed) && base64.test(line)) return true;
    return printed.toLowerCase() === line.toLowerCase();
  }

  /** The lines the server says now; a placeholder stands for the message it speaks of. */
  private spoken(): Buffer {
    const parts: Buffer[] = [];
    for (let line = this.lines[this.next]; line?.side === 'S'; line = this.lines[this.next]) {
      this.next++;
      parts.push(
        line.line.startsWith('<') ? this.placeholder(line.line) : Buffer.from(`${line.line}\r\n`, 'latin1'),
      );
    }
    return Buffer.concat(parts);
  }

  private placeholder(text: string): Buffer {
    if (text.startsWith('<wait')) return Buffer.alloc(0);
    const number = Number(/message ([0-9]+)/.exec(text)?.[1] ?? 1);
    return this.messages[number - 1] ?? Buffer.from('Subject: x\r\n\r\nx\r\n');
  }
}
