import type { Dialer } from './dialer.js';
import { handshake, type TlsOptions } from './tls-handshake.js';

/** TLS from the first octet (pop3s, imaps) over the connections of another dialer. */
export function tlsDialer(dialer: Dialer, options: TlsOptions = {}): Dialer {
  return {
    address: dialer.address,
    async dial(deadline) {
      const dialed = await dialer.dial(deadline);
      if (!dialed.ok) return dialed;
      const result = await handshake(dialed.stream, options, deadline);
      if (result.ok) {
        result.stream.pause();
        return { ok: true, stream: result.stream };
      }
      const reason = result.how === 'timeout' || result.how === 'reset' ? result.how : 'error';
      return { ok: false, reason, message: `TLS: ${result.reason}` };
    },
  };
}
