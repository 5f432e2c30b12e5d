import type { Deadline } from '../model/deadline.js';

/** Those who wait for something to become true, each with one timer that is gone when the wait is. */
export class Waiters {
  private readonly checks = new Set<() => void>();

  /** Something changed: everyone looks again. */
  notify(): void {
    for (const check of this.checks) check();
  }

  /** Resolves with what `look` finds, as soon as it is not null; at the deadline with null. */
  until<T>(look: () => T | null, deadline: Deadline): Promise<T | null> {
    const found = look();
    return found === null ? this.wait(look, deadline) : Promise.resolve(found);
  }

  /** The same for one who has just looked in vain. */
  wait<T>(look: () => T | null, deadline: Deadline): Promise<T | null> {
    return new Promise((resolve) => {
      const finish = (value: T | null): void => {
        this.checks.delete(check);
        clearTimeout(timer);
        resolve(value);
      };
      const check = (): void => {
        const value = look();
        if (value !== null) finish(value);
      };
      const expire = (): void => {
        if (this.checks.has(check)) finish(look());
      };
      this.checks.add(check);
      const timer = setTimeout(() => afterNextPoll(expire), Math.ceil(deadline.remaining));
    });
  }
}

/**
 * Runs `action` when the event loop has looked at the sockets once more. A busy process may find a timer due
 * before it has read what came in time; what is there is read before anything is called silent.
 */
export function afterNextPoll(action: () => void): void {
  setImmediate(() => setImmediate(action));
}
