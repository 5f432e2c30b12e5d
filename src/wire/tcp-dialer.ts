import { isIPv6 } from 'node:net';
import type { Deadline } from '../model/deadline.js';
import type { Dialer, DialResult } from './dialer.js';
import { PatientSocket } from './patient-socket.js';

/**
 * Opens TCP connections, without Nagle's delay and half-open: when the peer closes, we still may write.
 * The streams come paused, so that nothing is lost before a Connection takes them.
 * @param host a name or an address; IPv6 with or without brackets
 */
export function tcpDialer(host: string, port: number): Dialer {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const address = isIPv6(bare) ? `[${bare}]:${port}` : `${bare}:${port}`;
  return { address, dial: (deadline) => dial(bare, port, deadline) };
}

function dial(host: string, port: number, deadline: Deadline): Promise<DialResult> {
  return new Promise((resolve) => {
    const socket = new PatientSocket({ allowHalfOpen: true });
    socket.pause();
    socket.setNoDelay(true);
    // Stays: an error between here and the Connection must not end the process; the Connection sees it.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve({ ok: false, reason: reasonOf(error.code), message: error.message || String(error.code) });
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve({ ok: true, stream: socket });
    });
    const timer = setTimeout(() => {
      socket.destroy();
      resolve({ ok: false, reason: 'timeout', message: 'no connection within the deadline' });
    }, Math.ceil(deadline.remaining));
    socket.connect({ host, port });
  });
}

function reasonOf(code: string | undefined): 'refused' | 'timeout' | 'reset' | 'error' {
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ECONNRESET') return 'reset';
  return code === 'ETIMEDOUT' ? 'timeout' : 'error';
}
