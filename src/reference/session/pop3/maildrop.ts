import type { MaildropLock, StoredMessage } from '../../mail/store.js';
import { messageLines } from '../../mail/lines.js';

export interface DropEntry {
  /** From 1, fixed for the session. */
  readonly number: number;
  readonly message: StoredMessage;
}

/** A maildrop as one session sees it: what was there at login, and which of it is marked as deleted. */
export class Maildrop {
  readonly lock: MaildropLock;
  readonly all: readonly DropEntry[];
  readonly marked = new Set<number>();

  constructor(lock: MaildropLock) {
    this.lock = lock;
    this.all = lock.mailbox.messages.map((message, i) => ({ number: i + 1, message }));
  }

  /** Those not marked as deleted. */
  get present(): readonly DropEntry[] {
    return this.all.filter(({ number }) => !this.marked.has(number));
  }

  /** null: there is none of that number, or it is marked as deleted. */
  find(number: number): DropEntry | null {
    return this.present.find((entry) => entry.number === number) ?? null;
  }

  /** The UPDATE state. False: not all that was marked was still there to be removed. */
  update(): boolean {
    const doomed = this.all.filter(({ number }) => this.marked.has(number)).map(({ message }) => message.uid);
    return this.lock.mailbox.remove(new Set(doomed)) === doomed.length;
  }
}

/** A dot more in front of each line that begins with one (RFC 1939 section 3). */
export function stuff(octets: Buffer): Buffer {
  const dot = Buffer.from('.');
  return Buffer.concat(messageLines(octets).flatMap((line) => (line[0] === 0x2e ? [dot, line] : [line])));
}

/** The header, the blank line, and so many lines of the body. */
export function topOf(octets: Buffer, bodyLines: number): Buffer {
  const lines = messageLines(octets);
  const blank = lines.findIndex((line) => line.length === 2);
  return blank === -1 ? octets : Buffer.concat(lines.slice(0, blank + 1 + bodyLines));
}

/** 0x21 to 0x7E, up to 70 of them, never given to another message of this maildrop. */
export function uniqueId(drop: Maildrop, message: StoredMessage): string {
  return `${drop.lock.mailbox.uidValidity.toString(16).padStart(8, '0')}.${String(message.uid)}`;
}
