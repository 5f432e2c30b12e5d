import type { Deadline } from '../model/deadline.js';
import { isReadable, readCommand, type SentCommand } from '../pop3/command.js';
import type { ServerLine } from '../pop3/grammar.js';
import { indicator } from '../pop3/reply.js';
import type { Connection } from '../wire/connection.js';

/** A line as it arrived, and which reply of the group it belongs to (from 0). */
export interface ReceivedLine extends ServerLine {
  readonly reply: number;
  /** Behind octets that no command may have: what it answers, nobody can say for certain. */
  readonly inDoubt?: boolean;
}

export type GroupEnd =
  'complete' | 'continuation' | 'silence' | 'closed' | 'timeout' | 'overlong' | 'endless';

/** Everything up to the end of the last reply that is due: read by the grammar, never by the script. */
export interface Group {
  readonly lines: readonly ReceivedLine[];
  readonly end: GroupEnd;
  /** For `closed`: how; else ''. */
  readonly how: string;
  /** What had arrived of a line that never ended. */
  readonly rest: Buffer;
}

const crlf = Buffer.from('\r\n');

/** A reply of more than this is taken as one without an end; each line weighs so much besides its octets. */
const groupOctets = 8 * 1024 * 1024;
const lineWeight = 400;
/** Its first lines, which are all that is judged of it. */
const keptOfEndless = 100;

/** The answer began or not, but its end did not come: in time, or before more than can be kept. */
export function isUnended({ end }: Group): boolean {
  return end === 'timeout' || end === 'overlong' || end === 'endless';
}

/** How long a server may be silent before a reply without a known end is taken as complete. */
const silenceMs = 250;
const vagueFirstMs = 1000;

/** The same for a server that delays refusals: the octets may have been a wrong login, with a NUL in it. */
export function patience(refusalDelayMs: number): number {
  return Math.max(vagueFirstMs, 2 * refusalDelayMs);
}

/** What the harness has sent on one connection and what is due for it: the reading side of POP3. */
export class Pop3Session {
  /** Command lines that no complete reply has answered yet, oldest first. */
  private pending: PendingLine[] = [];
  /** A `+ ` of the command in front waits for our answer. */
  private challenged = false;
  /** Octets sent behind the last CRLF. */
  private tail: Buffer = Buffer.alloc(0);
  /** Something was sent of which nobody can say how many replies it gets. */
  private vague = false;
  /** Something like that was sent, now or earlier: what a line answers is a guess. */
  private doubted = false;
  private greetingDue = true;
  codesAnnounced = false;
  /** How long the first octet may take where nobody can say whether an answer is due. */
  patienceMs = vagueFirstMs;

  constructor(readonly connection: Connection) {}

  get awaitsGreeting(): boolean {
    return this.greetingDue;
  }

  /** True if no reply is due. */
  get idle(): boolean {
    return !this.greetingDue && this.pending.length === 0 && !this.vague;
  }

  /** True while the server waits for an answer to a challenge. */
  get inExchange(): boolean {
    return this.challenged;
  }

  get hasUnfinishedLine(): boolean {
    return this.tail.length > 0;
  }

  /** Where nobody can say where the server stands: no polite goodbye is possible. */
  get outOfStep(): boolean {
    return this.vague || this.tail.length > 0 || this.challenged || this.pending.length > 0;
  }

  send(octets: Buffer): void {
    this.connection.write(octets);
    this.note(octets);
  }

  /** Takes account of octets that go out. */
  private note(octets: Buffer): void {
    let rest = this.tail.length === 0 ? octets : Buffer.concat([this.tail, octets]);
    for (let at = rest.indexOf(crlf); at >= 0; at = rest.indexOf(crlf)) {
      this.noteLine(rest.subarray(0, at));
      rest = rest.subarray(at + 2);
    }
    // A bare LF may end a command for this server; nobody can say.
    if (rest.includes(0x0a)) this.vague = true;
    this.tail = rest;
    this.doubted ||= this.vague;
  }

  private noteLine(line: Buffer): void {
    if (this.challenged) {
      this.challenged = false;
      if (!isReadable(line, 16384)) this.vague = true;
      return;
    }
    if (!isReadable(line, this.behindAuth() ? 16384 : 255)) this.vague = true;
    this.pending.push({ line, command: readCommand(line) });
  }

  /** A line right behind an AUTH that is still open may be its answer, sent ahead. */
  private behindAuth(): boolean {
    return this.pending.some((entry) => entry.command.form === 'exchange');
  }

  /** Reads one group. `slow` bounds an answer to a credential, `quick` any other. */
  async readGroup(deadline: Deadline): Promise<Group> {
    const lines: ReceivedLine[] = [];
    let reply = 0;
    let weight = 0;
    let list: SentCommand | null = null;
    const finish = (end: GroupEnd, how = '', rest: Buffer = Buffer.alloc(0)): Group => {
      if (end === 'silence' || end === 'closed' || end === 'timeout') this.forget();
      return { lines, end, how, rest };
    };
    for (;;) {
      if (
        list === null &&
        !this.vague &&
        !this.greetingDue &&
        this.pending.length === 0 &&
        lines.length > 0
      ) {
        return finish('complete');
      }
      const wait = this.vague ? deadline.within(lines.length === 0 ? this.patienceMs : silenceMs) : deadline;
      const read = await this.connection.readLine(wait);
      if (read.kind === 'closed') return finish('closed', read.how, read.rest);
      if (read.kind === 'timeout')
        return finish(this.vague && list === null ? 'silence' : 'timeout', '', read.rest);
      if (read.kind === 'overlong') return finish('overlong', '', read.head);

      const { octets, ending } = splitEnding(read.octets);
      weight += octets.length + lineWeight;
      if (weight > groupOctets) {
        this.vague = true;
        lines.length = Math.min(lines.length, keptOfEndless);
        return finish('endless');
      }
      const head = this.pending[0]?.command ?? null;
      const add = (kind: ServerLine['kind'], command: SentCommand | null): void => {
        lines.push({
          octets, ending, kind, reply,
          firstOfList: kind === 'list' && lines.at(-1)?.kind !== 'list',
          verb: command?.verb ?? '',
          argument: command?.argument ?? '',
          toLegalCommand: (command?.withinLimit ?? true) && !this.vague,
          codesAnnounced: this.codesAnnounced,
          inDoubt: this.doubted,
        }); // prettier-ignore
      };

      if (list !== null) {
        const dot = octets.length === 1 && octets[0] === 0x2e;
        add(dot ? 'dot' : 'list', list);
        if (!dot) continue;
        list = null;
        reply++;
        continue;
      }
      if (this.greetingDue) {
        this.greetingDue = false;
        add('greeting', null);
        reply++;
        continue;
      }
      const sign = indicator(octets);
      if (sign === '+' && head?.form === 'exchange') {
        add('continuation', head);
        reply++;
        // An answer that was sent ahead in the same segment is consumed by this challenge.
        if (this.pending.length > 1) {
          this.pending.splice(1, 1);
          continue;
        }
        this.challenged = true;
        return finish('continuation');
      }
      if (sign === null || sign === '+') {
        add(head === null ? 'junk' : this.vague ? 'list' : 'junk', head);
        if (this.pending.length === 0 && !this.vague) return finish('complete');
        continue;
      }
      add('status', head);
      this.pending.shift();
      // What was sent behind STLS in clear is not part of the session under TLS: no answer is due to it.
      if (sign === '+OK' && head?.verb === 'STLS') this.forgetClear();
      if (sign === '+OK' && head !== null && (await this.listFollows(head, deadline))) list = head;
      else reply++;
    }
  }

  private async listFollows(command: SentCommand, deadline: Deadline): Promise<boolean> {
    if (command.form === 'multi') return true;
    if (command.form !== 'unclear') return false;
    // The RFC gives no positive answer for this command: a list is there if no status line follows.
    const read = await this.connection.readLine(deadline.within(silenceMs));
    if (read.kind !== 'line') return false;
    this.connection.unread(read.octets);
    return indicator(read.octets) === null;
  }

  private forgetClear(): void {
    this.pending = [];
    this.tail = Buffer.alloc(0);
    this.vague = false;
  }

  /** After a close, a deadline or silence nothing is due any more. */
  private forget(): void {
    this.pending = [];
    this.vague = false;
    this.greetingDue = false;
    this.challenged = false;
  }
}

interface PendingLine {
  readonly line: Buffer;
  readonly command: SentCommand;
}

function splitEnding(line: Buffer): { octets: Buffer; ending: ServerLine['ending'] } {
  if (line.at(-1) !== 0x0a) return { octets: line, ending: 'none' };
  if (line.at(-2) === 0x0d) return { octets: line.subarray(0, -2), ending: 'crlf' };
  return { octets: line.subarray(0, -1), ending: 'lf' };
}
