import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OctetQueue } from './octet-queue.js';

function linesOf(segments: readonly Buffer[]): { lines: string[]; rest: string } {
  const queue = new OctetQueue();
  const lines: Buffer[] = [];
  for (const segment of segments) {
    queue.push(segment);
    for (let n = queue.lineLength(); n >= 0; n = queue.lineLength()) lines.push(queue.take(n));
  }
  // Turned into text only now: octets handed out must not change when more are pushed.
  return { lines: lines.map((line) => line.toString('latin1')), rest: queue.peek(1e9).toString('latin1') };
}

function split(octets: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % (octets.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => octets.subarray(from, at[i] ?? octets.length));
}

const streamOfOctets = fc
  .array(fc.oneof(fc.constantFrom(0x0a, 0x0d, 0x2e, 0x00, 0xff, 0x41), fc.nat(255)), { maxLength: 400 })
  .map((octets) => Buffer.from(octets));

describe('OctetQueue', () => {
  it('gives the same lines however a stream is cut into segments', () => {
    fc.assert(
      fc.property(streamOfOctets, fc.array(fc.nat(), { maxLength: 40 }), (octets, cuts) => {
        const text = octets.toString('latin1');
        const pieces = text.split('\n');
        const expected = { lines: pieces.slice(0, -1).map((line) => `${line}\n`), rest: pieces.at(-1) };
        const octetByOctet = Array.from(octets, (octet) => Buffer.from([octet]));
        expect(linesOf([octets])).toEqual(expected);
        expect(linesOf(split(octets, cuts))).toEqual(expected);
        expect(linesOf(octetByOctet)).toEqual(expected);
      }),
    );
  });

  it('is a queue: any mix of push, take and unshift keeps the order', () => {
    const operation = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), octets: fc.uint8Array({ maxLength: 50 }) }),
      fc.record({ kind: fc.constant('unshift' as const), octets: fc.uint8Array({ maxLength: 50 }) }),
      fc.record({ kind: fc.constant('take' as const), count: fc.nat(80) }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const queue = new OctetQueue();
        let model: number[] = [];
        for (const operation of operations) {
          if (operation.kind === 'push') {
            queue.push(Buffer.from(operation.octets));
            model.push(...operation.octets);
          } else if (operation.kind === 'unshift') {
            queue.unshift(Buffer.from(operation.octets));
            model = [...operation.octets, ...model];
          } else {
            expect([...queue.take(operation.count)]).toEqual(model.splice(0, operation.count));
          }
          expect(queue.length).toBe(model.length);
          expect(queue.lineLength()).toBe(model.includes(0x0a) ? model.indexOf(0x0a) + 1 : -1);
        }
      }),
    );
  });

  it('looks at each octet of a long line once, however small its pieces', () => {
    const queue = new OctetQueue();
    const piece = Buffer.from('x');
    let copies = 0;
    for (let i = 0; i < 300_000; i++) {
      const before = queue.peek(1).buffer;
      queue.push(piece);
      if (queue.lineLength() !== -1) throw new Error('there is no line yet');
      if (queue.peek(1).buffer !== before) copies++;
    }
    expect(queue.length).toBe(300_000);
    expect(copies).toBeLessThan(20);
  });
});
