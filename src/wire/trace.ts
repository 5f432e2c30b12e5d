import type { TraceEvent } from '../model/trace.js';
import { defaultLimits, type Limits } from './limits.js';

/** What an event weighs besides its octets: a stream of single octets must not fill the memory. */
const eventWeight = 256;
const mostNotes = 1000;
const nothing = Buffer.alloc(0);

interface Book {
  weight: number;
  notes: number;
  /** Where the note about what is left out stands in the list; null: nothing is. */
  cutAt: number | null;
  cutMs: number;
  readonly cut: { C: number; S: number; notes: number };
}

/**
 * Every octet and every event of the connections of one case, in order, with the milliseconds since it began.
 * Bounded per connection: past `traceOctets` the head stays and one note counts what is left out.
 */
export class Trace {
  private readonly began = performance.now();
  private readonly list: TraceEvent[] = [];
  private readonly books = new Map<number, Book>();
  private readonly traceOctets: number;

  constructor(limits: Pick<Limits, 'traceOctets'> = defaultLimits) {
    this.traceOctets = limits.traceOctets;
  }

  octets(connection: number, side: 'C' | 'S', bytes: Buffer, tls: boolean): void {
    const book = this.book(connection);
    const room = this.traceOctets - book.weight - eventWeight;
    if (book.cutAt === null && room > 0) {
      const kept = bytes.subarray(0, room);
      this.list.push({ ms: this.ms(), connection, side, bytes: kept, text: '', tls });
      book.weight += kept.length + eventWeight;
      if (kept.length === bytes.length) return;
      bytes = bytes.subarray(kept.length);
    }
    this.leaveOut(connection, book);
    book.cut[side] += bytes.length;
  }

  /** Something happened that is not octets: connected, closed, TLS. `text` must be free of raw peer octets. */
  note(connection: number, text: string, tls = false): void {
    const book = this.book(connection);
    if (++book.notes > mostNotes) {
      this.leaveOut(connection, book);
      book.cut.notes++;
      return;
    }
    this.list.push({ ms: this.ms(), connection, side: '*', bytes: nothing, text, tls });
  }

  get events(): readonly TraceEvent[] {
    const events = [...this.list];
    for (const [connection, book] of this.books) {
      if (book.cutAt === null) continue;
      const { C, S, notes } = book.cut;
      const text = `left out from here: ${C} octets C, ${S} octets S, ${notes} events`;
      events[book.cutAt] = { ms: book.cutMs, connection, side: '*', bytes: nothing, text, tls: false };
    }
    return events;
  }

  /** Keeps one place in the list for the counts, at the first thing left out. */
  private leaveOut(connection: number, book: Book): void {
    if (book.cutAt !== null) return;
    book.cutAt = this.list.length;
    book.cutMs = this.ms();
    this.list.push({ ms: book.cutMs, connection, side: '*', bytes: nothing, text: '', tls: false });
  }

  private book(connection: number): Book {
    let book = this.books.get(connection);
    if (book === undefined) {
      book = { weight: 0, notes: 0, cutAt: null, cutMs: 0, cut: { C: 0, S: 0, notes: 0 } };
      this.books.set(connection, book);
    }
    return book;
  }

  private ms(): number {
    return performance.now() - this.began;
  }
}
