import type { StubConnection, StubMove } from './stub.js';

/** A recording with one line of the server changed. */
export interface Mutant {
  readonly what: string;
  readonly connections: readonly StubConnection[];
}

type Change = (line: Buffer, earlier: readonly Buffer[]) => Buffer[] | null;

const changes: Readonly<Record<string, Change>> = {
  'status changed': (line) => {
    const text = line.toString('latin1');
    if (text.startsWith('+OK')) return [Buffer.from(text.replace(/^\+OK/, '-ERR'), 'latin1')];
    if (text.startsWith('-ERR')) return [Buffer.from(text.replace(/^-ERR/, '+OK'), 'latin1')];
    return text.startsWith('+') ? [Buffer.from('-ERR no\r\n')] : null;
  },
  dropped: () => [],
  doubled: (line) => [line, line],
  'line added': (line) => [line, Buffer.from('7 700\r\n')],
  'status added': (line) => [line, Buffer.from('+OK once more\r\n')],
  'number changed': (line) => {
    const text = line.toString('latin1');
    const changed = text.replace(/[0-9]+(?=[^0-9]*$)/, (digits) => String(Number(digits) + 1));
    return changed === text ? null : [Buffer.from(changed, 'latin1')];
  },
  'first number changed': (line) => {
    const text = line.toString('latin1');
    const changed = text.replace(/[0-9]+/, (digits) => String(Number(digits) + 1));
    return changed === text ? null : [Buffer.from(changed, 'latin1')];
  },
  'letter changed': (line) => {
    const at = line.findLastIndex((octet) => (octet >= 0x61 && octet <= 0x79) || (octet >= 0x41 && octet <= 0x59));
    if (at < 4) return null;
    const changed = Buffer.from(line);
    changed[at] = (changed[at] ?? 0) + 1;
    return [changed];
  },
  'earlier line again': (line, earlier) => {
    const shape = line.subarray(0, 2);
    const other = earlier.find((each) => each.subarray(0, 2).equals(shape) && !each.equals(line));
    return other === undefined ? null : [other];
  },
  'challenge emptied': (line) => (line.toString('latin1').startsWith('+ ') && line.length > 4 ? [Buffer.from('+ \r\n')] : null),
  'mechanism list emptied': (line) => (/^SASL /i.test(line.toString('latin1')) ? [Buffer.from('SASL\r\n')] : null),
  'grown': (line) => [Buffer.concat([line.subarray(0, -2), Buffer.from('x'.repeat(600)), Buffer.from('\r\n')])],
}; // prettier-ignore

/** Every recording with one line changed in one way, those that differ most at the end first. */
export function* mutantsOf(connections: readonly StubConnection[]): Generator<Mutant> {
  const split = connections.map(({ moves }) => ({ moves: moves.flatMap(splitLines) }));
  const earlier: Buffer[] = [];
  for (const [index, connection] of split.entries()) {
    for (const [at, move] of connection.moves.entries()) {
      if (move.kind !== 'say') continue;
      for (const [name, change] of Object.entries(changes)) {
        const lines = change(move.octets, earlier);
        if (lines === null) continue;
        const moves = [...connection.moves];
        moves.splice(at, 1, ...lines.map((octets): StubMove => ({ kind: 'say', octets })));
        const what = `connection ${String(index + 1)}, ${JSON.stringify(move.octets.toString('latin1'))} ${name}`;
        yield { what, connections: split.map((each, i) => (i === index ? { moves } : each)) };
      }
      earlier.push(move.octets);
    }
    for (const [at, move] of connection.moves.entries()) {
      if (move.kind !== 'close') continue;
      const moves = connection.moves.filter((_, i) => i !== at);
      yield { what: `connection ${String(index + 1)} not closed`, connections: split.map((each, i) => (i === index ? { moves } : each)) }; // prettier-ignore
    }
  }
}

function splitLines(move: StubMove): StubMove[] {
  if (move.kind !== 'say') return [move];
  const lines: StubMove[] = [];
  let from = 0;
  for (let at = move.octets.indexOf('\n'); at >= 0; at = move.octets.indexOf('\n', from)) {
    lines.push({ kind: 'say', octets: move.octets.subarray(from, at + 1) });
    from = at + 1;
  }
  if (from < move.octets.length) lines.push({ kind: 'say', octets: move.octets.subarray(from) });
  return lines;
}
