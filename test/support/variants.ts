import { openTarget } from '../../src/target/open-target.js';
import { decoys } from './decoys.js';
import { openOdd, type Oddity } from './odd-server.js';
import { openBench, type Bench } from './play-case.js';

/*
 * Servers that offer more, less or other things than the reference server does by itself, so that a case that
 * needs just this can be recorded somewhere. Tried in this order.
 */

const offers = ['user', 'apop', 'cram-md5', 'plain', 'login', 'scram-sha-1', 'scram-sha-256', 'capa', 'stls', 'top', 'uidl'] as const; // prettier-ignore
const without = (...left: readonly string[]): Oddity => ({
  realm: { offers: offers.filter((offer) => !left.includes(offer)) },
});
const drop = (lines: readonly string[], ...tags: readonly string[]): string[] =>
  lines.filter((line) => !tags.includes(line.split(' ')[0] ?? ''));

export const variants: Readonly<Record<string, () => Promise<Bench>>> = {
  reference: () => openBench(openTarget('reference')),
  'TLS from the start': () => openBench(openTarget('reference'), true),
  'no clear text before STLS': () => openBench(openOdd('after-tls', { realm: { clearText: 'after-tls' } })),
  'no CAPA': () => openBench(openOdd('no-capa', without('capa', 'stls'))),
  'nothing but the minimum': () => openBench(openOdd('minimum', { realm: { offers: ['user'] } })),
  'no STLS': () => openBench(openOdd('no-stls', without('stls'))),
  'no TOP, UIDL, APOP': () => openBench(openOdd('no-options', without('top', 'uidl', 'apop'))),
  'no CRAM-MD5': () => openBench(openOdd('no-cram', without('cram-md5'))),
  'no PIPELINING and RESP-CODES listed, no codes said': () => openBench(openOdd('unlisted', unlisted)),
  'unknown users are refused at USER': () => openBench(openOdd('refusing', decoys['unknown users are refused at USER'] ?? {})),
  'EXTERNAL, UTF8 and LOGIN-DELAY listed': () => openBench(openOdd('listed', external)),
}; // prettier-ignore

const unlisted: Oddity = {
  behaviour: () => ({
    capabilities: (_session, lines) => drop(lines, 'PIPELINING', 'RESP-CODES'),
    reply: (_session, _command, reply) => {
      const text = reply.octets.toString('latin1').replace(/^(\+OK|-ERR) \[[^\]]*\]/, '$1');
      return { ...reply, octets: Buffer.from(text, 'latin1') };
    },
  }),
};

/** EXTERNAL begins, and has nothing to say. */
const external: Oddity = {
  behaviour: () => ({
    capabilities: (_session, lines) => [
      ...drop(lines, 'SASL'),
      'SASL CRAM-MD5 PLAIN EXTERNAL',
      'LOGIN-DELAY 0',
      'UTF8 USER',
    ],
    reply: (_session, command, reply) =>
      command?.verb === 'AUTH' && command.rest?.toUpperCase() === 'EXTERNAL'
        ? { ...reply, octets: Buffer.from('+ \r\n') }
        : reply,
  }),
};
