/** Closed list of codes; a code never changes its meaning. Exit 2 unless said otherwise in cli/. */
export type ErrorCode =
  | 'E_USAGE'
  | 'E_NOTHING_SELECTED'
  | 'E_TRANSCRIPT'
  | 'E_SUITE'
  | 'E_ACCOUNTS'
  | 'E_PROFILE'
  | 'E_BASELINE'
  | 'E_TARGET_UNREACHABLE'
  | 'E_TARGET_START'
  | 'E_TARGET_GONE'
  | 'E_MAIL'
  | 'E_REPORT'
  | 'E_VECTORS'
  | 'E_INTERNAL';

/** An error for people: what is wrong, where, what to do. A deviation of a peer is never one of these. */
export class MailspecError extends Error {
  readonly code: ErrorCode;
  readonly where: string | undefined;
  readonly hint: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    details: { where?: string; hint?: string; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'MailspecError';
    this.code = code;
    this.where = details.where;
    this.hint = details.hint;
  }
}
