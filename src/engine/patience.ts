import { Deadline } from '../model/deadline.js';

/** A right login that is put off is tried again on fresh connections for so long before it counts. */
const putOffMs = 10_000;

/**
 * How long is still waited for a login: less each time in vain, so that a lock for good does not take hours, and
 * slowly more again.
 */
export class Patience {
  private ms = putOffMs;

  deadline(): Deadline {
    return Deadline.in(this.ms);
  }

  learn(waitedInVain: boolean): void {
    this.ms = waitedInVain ? Math.max(500, this.ms / 4) : Math.min(putOffMs, this.ms * 1.25);
  }
}
