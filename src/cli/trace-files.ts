import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { escape } from '../model/escape.js';
import type { RunEvent } from '../model/result.js';
import type { TraceEvent } from '../model/trace.js';
import type { Reporter } from '../report/reporter.js';

/** `--trace DIR`: every octet that passed, one file a case, secrets hidden like in any report. */
export class TraceReporter implements Reporter {
  private readonly written = new Set<string>();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  on(event: RunEvent): void {
    if (event.kind !== 'point' || event.point.wire.length === 0 || this.written.has(event.point.caseId))
      return;
    this.written.add(event.point.caseId);
    const name = `${event.point.caseId.replaceAll('/', '.')}.wire`;
    writeFileSync(join(this.folder, name), event.point.wire.map(printEvent).join(''));
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }
}

/** Milliseconds, side and connection, octets. */
export function printEvent({ ms, side, connection, bytes, text, tls }: TraceEvent): string {
  const what = side === '*' ? `(${text})` : escape(bytes);
  return `${ms.toFixed(1).padStart(9)} ${side}${String(connection)}${tls ? '+tls' : ''} ${what}\n`;
}
