import { join } from 'node:path';
import { packageRoot } from '../model/package-root.js';
import { digestProofs } from './prove-digests.js';
import { mechanismProofs } from './prove-mechanisms.js';

/** What one known answer came out as. */
export interface VectorReport {
  /** File name without `.json`: `cram-md5`. */
  readonly algorithm: string;
  readonly name: string;
  /** RFC and section. */
  readonly source: string;
  readonly ok: boolean;
  /** Text for people; several values are joined with ` | `. */
  readonly expected: string;
  readonly actual: string;
}

/** The outcome of one vector before it is put into a report. */
export interface Proof {
  readonly name: string;
  readonly source: string;
  readonly expected: string;
  readonly actual: string;
}

/** One algorithm's vectors, read from the folder and computed. */
export type Prover = (folder: string) => Proof[];

/**
 * Runs every known answer through the code that judges others. Throws E_VECTORS when a file is
 * missing or not well formed; a wrong answer is a report with `ok: false`.
 */
export function proveVectors(folder: string = join(packageRoot(), 'vectors')): VectorReport[] {
  return [...Object.entries(digestProofs), ...Object.entries(mechanismProofs)].flatMap(([algorithm, prove]) =>
    prove(folder).map((proof) => ({ algorithm, ...proof, ok: proof.expected === proof.actual })),
  );
}
