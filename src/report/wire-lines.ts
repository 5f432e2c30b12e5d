import { escape } from '../model/escape.js';
import type { TraceEvent } from '../model/trace.js';

const octetsPerEvent = 4096;
const eventsAtStart = 100;
const eventsAtEnd = 300;

/**
 * The exchange as reports hold it, one event a line: seconds, side and connection, the octets escaped:
 * `0.012 S1 +OK ready\r\n`, under TLS `0.020 C1+tls QUIT\r\n`, what happened `0.000 *1 connected`.
 * Long exchanges lose their middle, long events their end, and say so; `--trace` keeps every octet.
 */
export function wireLines(events: readonly TraceEvent[]): string[] {
  const omitted = events.length - eventsAtStart - eventsAtEnd;
  if (omitted <= 0) return events.map(wireLine);
  const gap = events[eventsAtStart];
  return [
    ...events.slice(0, eventsAtStart).map(wireLine),
    ...(gap ? [`${seconds(gap.ms)} *${gap.connection} ... ${omitted} events left out`] : []),
    ...events.slice(-eventsAtEnd).map(wireLine),
  ];
}

function wireLine(event: TraceEvent): string {
  const bytes = event.side === '*' ? Buffer.from(event.text, 'utf8') : event.bytes;
  const tls = event.tls ? '+tls' : '';
  return `${seconds(event.ms)} ${event.side}${event.connection}${tls} ${escape(bytes, octetsPerEvent)}`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

export interface WireLine {
  readonly seconds: string;
  readonly side: 'C' | 'S' | '*';
  readonly connection: number;
  readonly tls: boolean;
  /** Escaped. */
  readonly text: string;
}

/** The parts of a line; null: not one of ours. */
export function parseWireLine(line: string): WireLine | null {
  const match = /^(\d+\.\d{3}) ([CS*])(\d+)(\+tls)? (.*)$/.exec(line);
  if (!match) return null;
  const [, at = '', side, connection, tls, text = ''] = match;
  return {
    seconds: at,
    side: side === 'C' ? 'C' : side === 'S' ? 'S' : '*',
    connection: Number(connection),
    tls: tls !== undefined,
    text,
  };
}
