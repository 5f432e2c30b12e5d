import type { Case } from '../model/case.js';
import type { Cast, PlayContext } from './context.js';
import type { Played } from './play.js';

/**
 * A case that needs code: statistics over many connections, timing. Few, and with the same head as a
 * transcript; `script.steps` holds `rule` nodes only, to name what it can be charged with.
 */
export interface Probe {
  readonly script: Case;
  play(context: PlayContext, cast: Cast): Promise<Played>;
}
