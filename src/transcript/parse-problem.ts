import type { Location } from '../model/location.js';

/** Something wrong in a transcript, for its writer. */
export interface Problem {
  readonly at: Location;
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string;
  /** The case it spoils (which is then not among the parsed cases); absent: it lies in the file's head. */
  readonly caseId?: string;
}

/** Leaves the line at hand; caught where lines are read, so it never leaves the parser. */
export class BrokenLine extends Error {
  readonly at: Location;
  readonly hint: string | undefined;

  constructor(at: Location, message: string, hint?: string) {
    super(message);
    this.name = 'BrokenLine';
    this.at = at;
    this.hint = hint;
  }
}

/** Takes problems while one file is read. */
export type Report = (at: Location, message: string, hint?: string) => void;

/** Runs `read`; a broken line becomes a problem and null. */
export function orReport<T>(report: Report, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BrokenLine)) throw error;
    report(error.at, error.message, error.hint);
    return null;
  }
}
