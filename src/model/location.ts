/** A place in a file of ours, for people: lines and columns count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `suites/rfc1939/7-apop.transcript:12:5` */
export function printLocation(at: Location): string {
  return `${at.file}:${String(at.line)}:${String(at.column)}`;
}
