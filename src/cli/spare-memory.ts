import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 collect garbage early instead of letting it pile up to several times of what is alive: a run waits for
 * its target more than it computes, and shares the machine with it.
 */
export function spareMemory(): void {
  setFlagsFromString('--optimize-for-size');
}
