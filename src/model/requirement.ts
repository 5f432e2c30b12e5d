/** A row of suites/requirements.tsv: one sentence of an RFC, in our words, and how it is judged. */
export interface Requirement {
  /** `rfc1939-7-apop-replay` */
  readonly id: string;
  readonly rfc: string;
  readonly section: string;
  /** Page and line in the RFC's text: `p16 L832`. */
  readonly pageLine: string;
  readonly level: 'MUST' | 'SHOULD' | 'MAY' | 'implied' | 'policy';
  readonly role: 'server' | 'client' | 'both';
  readonly state: string;
  readonly paraphrase: string;
  readonly observable: string;
  readonly kind: string;
  /** What breaking it amounts to; none: TCP shows nothing of it. */
  readonly verdict: 'fail' | 'warn' | 'info' | 'none';
  readonly because: string;
  /** The row that says the same and is cited instead, or null. */
  readonly sameAs: string | null;
  readonly note: string;
}
