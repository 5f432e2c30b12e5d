import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PlayContext } from '../src/engine/context.js';
import { GrammarLedger } from '../src/engine/grammar-ledger.js';
import { Play } from '../src/engine/play.js';
import type { Case } from '../src/model/case.js';
import { loadSuites } from '../src/suite/find-cases.js';
import { messageOf } from '../src/suite/messages.js';
import { defaultLimits } from '../src/wire/limits.js';
import { PrintedServer, type PrintedLine } from './support/printed-server.js';

/*
 * A case that comes from a printed example accepts the RFC's own lines: played against a server that says just
 * them, with the example's account, it says the printed C: lines and finds nothing wrong.
 */

interface Examples {
  readonly examples: Readonly<Record<string, { readonly lines: readonly PrintedLine[] }>>;
}

const printed = new Map(
  ['1734', '1939', '2195'].flatMap((rfc) => {
    const file = JSON.parse(readFileSync(`vectors/examples/rfc${rfc}.json`, 'utf8')) as Examples;
    return Object.entries(file.examples).map(
      ([row, { lines }]) => [row, lines.map(asPop3).filter((line) => line !== null)] as const,
    );
  }),
);

/** What the RFC leaves out by `...` in front of an example. */
const before: Readonly<Record<string, readonly string[]>> = { 'ex-1939-5-dele2': ['DELE 2'] };

/** RFC 2195 prints its exchange for IMAP; tags and status words are POP3's here, the exchange is the same. */
function asPop3({ side, line }: PrintedLine): PrintedLine | null {
  if (line === '<open connection>' || line === '<close connection>') return null;
  const text = line.replace(/^A0001 AUTHENTICATE /, 'AUTH ').replace(/^(\*|A0001) OK/, '+OK');
  return { side, line: text };
}

const cases = loadSuites().filter(
  ({ heads, side, protocol }) => heads.example !== null && side !== 'client' && protocol === 'pop3',
);

describe("the RFC's own lines pass", () => {
  it.each(cases.map((script) => [script.heads.example?.row ?? '', script.id, script] as const))(
    '%s in %s',
    async (row, _, script) => {
      const lines = printed.get(row) ?? [];
      expect(lines).not.toEqual([]);
      const messages = script.heads.mail?.messages.map((item, index) => messageOf(item, index + 1)) ?? [];
      const server = new PrintedServer(lines, messages, [...(before[row] ?? [])], row === 'ex-1734-2-kerb');
      const played = await new Play(script, contextOf(server), castOf(script, messages), null).run();
      expect(played.blocked).toBeNull();
      expect(played.points.all().flatMap(({ rule, deviations }) => deviations.map(({ expected, actual }) => ({ rule, expected, actual })))).toEqual([]); // prettier-ignore
      expect(played.points.all().some(({ judged }) => judged)).toBe(true);
      expect(server.left).toEqual([]);
    },
  );
});

it('every printed exchange is a case', () => {
  const used = new Set(cases.map(({ heads }) => heads.example?.row));
  const exchanges = [...printed].filter(
    ([row, lines]) => lines.length > 0 && !/^ex-1939-10-session-[0-9]/.test(row),
  );
  expect(exchanges.map(([row]) => row).filter((row) => !used.has(row))).toEqual([]);
});

function castOf(script: Case, messages: readonly Buffer[]) {
  const values = script.heads.example?.values;
  const account = {
    user: values?.get('user') ?? Buffer.from('mrose'),
    secret: values?.get('secret') ?? Buffer.from('tanstaaf'),
  };
  return {
    account,
    other: { user: Buffer.from('tim'), secret: Buffer.from('x') },
    method: { kind: 'apop' } as const,
    messages,
  };
}

function contextOf(server: PrintedServer): PlayContext {
  return {
    endpoint: { protocol: 'pop3', tls: false, address: 'memory', dialer: server.dialer },
    offers: { capabilities: null, logins: [{ kind: 'user' }], mechanisms: [], features: new Set(), refusalDelay: 0, overTls: false },
    limits: defaultLimits,
    times: { answer: 500, credential: 500, connect: 500 },
    ledger: new GrammarLedger(),
    seed: 'test',
    restart: null,
    signal: new AbortController().signal,
  }; // prettier-ignore
}
