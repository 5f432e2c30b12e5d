/** Options that certify and replay share, as commander gives them; replay always plays everything. */
export interface TargetFlags {
  readonly accounts?: string;
  readonly jobs?: number;
  readonly timeout: number;
  readonly authTimeout: number;
  readonly slow?: true;
  readonly exhaustive?: true;
  readonly maxBadLogins?: number;
  readonly allowMailLoss?: true;
  readonly showSecrets?: true;
  readonly seed?: string;
}

export interface CertifyFlags extends TargetFlags {
  readonly report?: string;
  readonly level?: 'fail' | 'warn' | 'info';
  readonly strict?: true;
  readonly baseline?: string;
  readonly shard?: string;
  readonly trace?: string;
}

export interface CliContext {
  readonly version: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
