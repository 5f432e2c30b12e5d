import type { Duplex } from 'node:stream';
import type { Endpoint } from '../target/target.js';

/**
 * An endpoint whose connections all end when `signal` is aborted, and that has no more after that: whoever
 * waits on one of them is woken, however far off the deadline is.
 */
export function interruptible(endpoint: Endpoint, signal: AbortSignal): Endpoint {
  const streams = new Set<Duplex>();
  const over = (): boolean => signal.aborted;
  const end = (): void => {
    for (const stream of streams) stream.destroy();
  };
  signal.addEventListener('abort', end, { once: true });
  return {
    ...endpoint,
    dialer: {
      address: endpoint.dialer.address,
      async dial(deadline) {
        if (over()) return interrupted;
        const dialled = await endpoint.dialer.dial(deadline);
        if (!dialled.ok) return dialled;
        const { stream } = dialled;
        streams.add(stream);
        stream.once('close', () => streams.delete(stream));
        if (over()) stream.destroy();
        return dialled;
      },
    },
  };
}

const interrupted = { ok: false, reason: 'error', message: 'interrupted' } as const;
