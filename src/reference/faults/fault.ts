import type { Pop3Behaviour } from '../session/pop3/behaviour.js';

export type FaultGroup =
  | 'state' | 'digest' | 'challenge' | 'replay' | 'auth' | 'attempts' | 'update' | 'lines' | 'leak' | 'stls'
  | 'plain' | 'scram'; // prettier-ignore

/** One mistake the reference server can be made to make. */
export interface Fault {
  readonly name: string;
  readonly protocol: 'pop3';
  /** What goes wrong, for people. */
  readonly title: string;
  /** The requirement it breaks: an id of suites/requirements.tsv. */
  readonly row: string;
  readonly group: FaultGroup;
  /**
   * The entries it replaces, given the right ones. Called once for each start of a server, so what the
   * fault remembers between sessions lives in its closure and is lost on a restart, as in a real program.
   */
  readonly plant: (correct: Pop3Behaviour) => Partial<Pop3Behaviour>;
}
