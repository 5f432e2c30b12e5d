import { describe, expect, it } from 'vitest';
import { Trace } from './trace.js';

const show = (trace: Trace): string[] =>
  trace.events.map(
    (event) => `${event.connection} ${event.side} ${event.text}${event.bytes.toString('latin1')}`,
  );

describe('Trace', () => {
  it('keeps octets and notes in order, with times that never go back', () => {
    const trace = new Trace();
    trace.note(1, 'connected');
    trace.octets(1, 'S', Buffer.from('+OK\r\n'), false);
    trace.octets(2, 'C', Buffer.from('QUIT\r\n'), true);
    expect(show(trace)).toEqual(['1 * connected', '1 S +OK\r\n', '2 C QUIT\r\n']);
    const times = trace.events.map((event) => event.ms);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(trace.events.map((event) => event.tls)).toEqual([false, false, true]);
  });

  it('keeps the head of one connection and counts the rest, and lets the others be', () => {
    const trace = new Trace({ traceOctets: 1000 });
    trace.octets(1, 'S', Buffer.alloc(700, 'a'), false);
    trace.octets(1, 'S', Buffer.alloc(5000, 'b'), false);
    trace.octets(1, 'C', Buffer.alloc(30, 'c'), false);
    trace.note(1, 'closed');
    trace.octets(2, 'S', Buffer.from('x'), false);
    expect(show(trace)).toEqual([
      `1 S ${'a'.repeat(700)}`,
      '1 * left out from here: 30 octets C, 5000 octets S, 0 events',
      '1 * closed',
      '2 S x',
    ]);
  });

  it('cuts within a segment that only partly fits', () => {
    const trace = new Trace({ traceOctets: 300 });
    trace.octets(1, 'S', Buffer.alloc(100, 'a'), false);
    expect(show(trace)).toEqual([
      `1 S ${'a'.repeat(44)}`,
      '1 * left out from here: 0 octets C, 56 octets S, 0 events',
    ]);
  });

  it('stays small however many tiny events come', () => {
    const trace = new Trace({ traceOctets: 256 * 1024 });
    for (let i = 0; i < 100_000; i++) {
      trace.octets(1, 'S', Buffer.from('x'), false);
      trace.note(1, 'n');
    }
    expect(trace.events.length).toBeLessThan(2100);
    const kept = trace.events.filter((event) => event.side === 'S').length;
    expect(trace.events.map((event) => event.text)).toContain(
      `left out from here: 0 octets C, ${100_000 - kept} octets S, 99000 events`,
    );
  });
});
