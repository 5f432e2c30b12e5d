import { randomBytes } from 'node:crypto';
import { wireForm } from './wire-form.js';

/** One message, as every protocol sees it. */
export interface StoredMessage {
  /** Never used twice in its mailbox. */
  readonly uid: number;
  /** All octets, lines end in CRLF, the last one too. */
  readonly octets: Buffer;
  readonly flags: ReadonlySet<string>;
  readonly received: Date;
}

/** Messages in the order of arrival. */
export class Mailbox {
  /** With a message's uid it names that message for ever, also against a mailbox made anew. */
  readonly uidValidity: number = randomBytes(4).readUInt32BE() % 0x7fffffff || 1;
  private next = 1;
  private stored: readonly StoredMessage[] = [];

  get uidNext(): number {
    return this.next;
  }

  /** As they are now; later changes do not show in what was returned. */
  get messages(): readonly StoredMessage[] {
    return this.stored;
  }

  append(octets: Buffer, flags: Iterable<string> = [], received = new Date()): StoredMessage {
    const message = { uid: this.next++, octets: wireForm(octets), flags: new Set(flags), received };
    this.stored = [...this.stored, message];
    return message;
  }

  /** How many of them there were. */
  remove(uids: ReadonlySet<number>): number {
    const before = this.stored.length;
    this.stored = this.stored.filter((message) => !uids.has(message.uid));
    return before - this.stored.length;
  }

  setFlags(uid: number, flags: Iterable<string>): void {
    this.stored = this.stored.map((message) =>
      message.uid === uid ? { ...message, flags: new Set(flags) } : message,
    );
  }
}

/** Exclusive access to a user's maildrop, until released. */
export interface MaildropLock {
  readonly mailbox: Mailbox;
  /** Safe to call twice. */
  release(): void;
}

/** The mail of all users, in memory; nothing here knows a protocol. */
export class MailStore {
  private readonly users = new Map<string, Map<string, Mailbox>>();
  private readonly locked = new Set<string>();

  /** The mailbox of that name; it is made when it is first asked for. */
  mailbox(user: Buffer, name = 'INBOX'): Mailbox {
    const boxes = this.boxes(user);
    const box = boxes.get(name) ?? new Mailbox();
    boxes.set(name, box);
    return box;
  }

  deliver(user: Buffer, messages: readonly Buffer[]): void {
    for (const octets of messages) this.mailbox(user).append(octets);
  }

  /** null: somebody else has it. */
  lock(user: Buffer): MaildropLock | null {
    const key = user.toString('latin1');
    if (this.locked.has(key)) return null;
    this.locked.add(key);
    let held = true;
    return {
      mailbox: this.mailbox(user),
      release: () => {
        if (held) this.locked.delete(key);
        held = false;
      },
    };
  }

  private boxes(user: Buffer): Map<string, Mailbox> {
    const key = user.toString('latin1');
    const boxes = this.users.get(key) ?? new Map<string, Mailbox>();
    this.users.set(key, boxes);
    return boxes;
  }
}
