import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../model/deadline.js';
import type { Endpoint } from './target.js';

/**
 * Waits until the endpoint accepts a connection and says something, then takes leave.
 * @param given asked between two tries; true ends the waiting, since the program is gone
 * @returns null, or why it was given up
 */
export async function awaitGreeting(
  endpoint: Endpoint,
  deadline: Deadline,
  given: () => boolean,
): Promise<string | null> {
  let last = 'nothing tried';
  while (!deadline.passed && !given()) {
    const result = await endpoint.dialer.dial(deadline.within(2000));
    if (!result.ok) {
      last = result.message;
      await sleep(20);
      continue;
    }
    const heard = await firstOctets(result.stream, deadline.within(5000));
    if (heard) return null;
    last = 'connected, but no greeting';
  }
  return `${endpoint.address}: ${last}`;
}

function firstOctets(stream: Duplex, deadline: Deadline): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (heard: boolean): void => {
      clearTimeout(timer);
      resolve(heard);
      // In POP3 an end, in IMAP a bad command: either way nothing stays open.
      stream.end('QUIT\r\n');
      stream.once('end', () => stream.destroy());
      setTimeout(() => stream.destroy(), 500).unref();
    };
    const timer = setTimeout(() => finish(false), deadline.remaining);
    stream.on('error', () => finish(false));
    stream.once('close', () => finish(false));
    stream.once('end', () => finish(false));
    stream.once('data', () => finish(true));
    stream.resume();
  });
}
