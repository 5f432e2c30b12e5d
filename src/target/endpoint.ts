import type { Protocol } from '../model/case.js';
import { tcpDialer } from '../wire/tcp-dialer.js';
import { tlsDialer } from '../wire/tls-dialer.js';
import type { Endpoint } from './target.js';

/** An endpoint reached over TCP. Certificates are not verified: what is under test is the login. */
export function tcpEndpoint(protocol: Protocol, tls: boolean, host: string, port: number): Endpoint {
  const plain = tcpDialer(host, port);
  const dialer = tls ? tlsDialer(plain) : plain;
  return { protocol, tls, address: dialer.address, dialer };
}
