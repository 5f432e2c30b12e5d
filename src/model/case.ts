import type { Expression } from './expression.js';
import type { Location } from './location.js';
import type { Template } from './template.js';

export type Protocol = 'pop3' | 'imap';
export type Side = 'server' | 'client' | 'both';

/** One case of a suite, as data: docs/transcripts.md. Probes carry the same head and no steps. */
export interface Case {
  /** `rfc1939/7/apop-replay`: stable, never a number by position. */
  readonly id: string;
  /** `RFC 1939 section 7: APOP`, the first line of the file. */
  readonly title: string;
  /** '1939' */
  readonly rfc: string;
  /** '7' or '6.3.1' or 'Abstract' */
  readonly section: string;
  readonly protocol: Protocol;
  readonly prose: string;
  readonly side: Side;
  readonly heads: CaseHeads;
  readonly steps: readonly Node[];
  readonly at: Location;
}

export interface CaseHeads {
  /** Capabilities (upper case) and mechanisms or features (lower case); `!x`: must be missing. */
  readonly needs: readonly string[];
  /** What each named connection must have reached before the first step; absent: nonauth. */
  readonly state: readonly ConnectionState[];
  /** Messages in the maildrop before the first step; null: the case does not look at mail. */
  readonly mail: MailWish | null;
  readonly account: AccountWish | null;
  /** Client cases: what the backdrop offers. */
  readonly offers: readonly string[];
  readonly errand: ReadonlyMap<string, string>;
  readonly example: ExampleUse | null;
  /** Why it takes minutes; null: it does not. Run with --slow only. */
  readonly slow: string | null;
  readonly each: Each | null;
}

export interface ConnectionState {
  readonly connection: number;
  readonly state: 'nonauth' | 'auth' | 'selected';
  /** of `selected(box)` */
  readonly mailbox: string | null;
}

/** `mail: 120 200`, `mail: box 120 "dots.eml"`, `mail: empty`. */
export interface MailWish {
  /** Name of the mailbox hole, for IMAP; null: the maildrop. */
  readonly box: string | null;
  readonly messages: readonly MailItem[];
}
/** A generated message of so many octets, or a file of suites/messages/. */
export type MailItem =
  { readonly kind: 'octets'; readonly octets: number } | { readonly kind: 'file'; readonly name: string };

/** `account: mrose tanstaaf` asks for that very account; `account: secret=64` for one with a property. */
export type AccountWish =
  | { readonly kind: 'exact'; readonly user: Buffer; readonly secret: Buffer }
  | { readonly kind: 'special'; readonly property: AccountProperty };

/** What a special account must have. `secret-64`: a secret of 64 octets. */
export type AccountProperty =
  | 'secret-63' | 'secret-64' | 'secret-65' | 'secret-80' | 'secret-129' | 'secret-long'
  | 'secret-space' | 'secret-quote' | 'secret-8bit' | 'secret-1' | 'user-space' | 'user-40' | 'secret-40'; // prettier-ignore

/** `example: ex-1939-7-apop user=mrose secret=tanstaaf`. */
export interface ExampleUse {
  readonly row: string;
  readonly values: ReadonlyMap<string, Buffer>;
}

/** `each: i in 0..31` or `each: verb in "STAT" "NOOP"`: the case is played once per value. */
export interface Each {
  readonly name: string;
  readonly values: readonly (number | Buffer)[];
  /** Written as a range, so the printer can write it as one. */
  readonly range: boolean;
}

export type StepMark = '' | '?' | '*' | '!' | '&' | '=';

/** What stands between a case's heads and the next case. */
export type Node =
  | LineStep
  | StageStep
  | { readonly kind: 'rule'; readonly row: string; readonly at: Location }
  | {
      readonly kind: 'check';
      readonly how: 'assert' | 'require';
      readonly expression: Expression;
      readonly text: string;
      readonly at: Location;
    }
  | { readonly kind: 'observe'; readonly text: string; readonly at: Location }
  | { readonly kind: 'then'; readonly at: Location }
  | { readonly kind: 'either'; readonly branches: readonly (readonly Node[])[]; readonly at: Location };

/** `C2: STAT`, `S? -ERR ...`, `C= "QUIT\n"`. */
export interface LineStep {
  readonly kind: 'line';
  readonly side: 'C' | 'S';
  readonly mark: StepMark;
  readonly connection: number;
  readonly template: Template;
  readonly at: Location;
}

/** `S: (close)`, `C2: (login)`, `(wait 200ms)`. */
export interface StageStep {
  readonly kind: 'stage';
  /** null: written without a side. */
  readonly side: 'C' | 'S' | null;
  readonly mark: StepMark;
  readonly connection: number;
  readonly direction: StageDirection;
  readonly at: Location;
}

export type StageDirection =
  | { readonly name: 'close' | 'half-close' | 'reset' | 'starttls' | 'restart' | 'run again' | 'login' }
  | { readonly name: 'wait'; readonly ms: number }
  | { readonly name: 'select'; readonly mailbox: string };
