import type { RunEvent } from '../model/result.js';
import { atomicWrite } from './atomic-write.js';
import { RunCollector } from './collect.js';
import { schemaVersion } from './record.js';
import type { ReportRecord, RunRecord } from './record.js';
import type { ReportContext, Reporter } from './reporter.js';

/** The whole run as JSON (`reportSchema` of record.ts), written when it ends, however it ends. */
export class JsonReporter implements Reporter {
  private readonly file: string;
  private readonly collector: RunCollector;

  constructor(context: ReportContext, file: string) {
    this.file = file;
    this.collector = new RunCollector(context.version);
  }

  on(event: RunEvent): void {
    this.collector.on(event);
  }

  finish(): Promise<void> {
    return atomicWrite(this.file, printJson([this.collector.run()]));
  }
}

/** ASCII only, so that it can be printed anywhere. */
export function printJson(runs: readonly RunRecord[]): string {
  const report: ReportRecord = { schema: schemaVersion, runs: [...runs] };
  const text = JSON.stringify(report, null, 2).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
