import { mkdirSync, openSync, closeSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { MailspecError } from '../model/errors.js';
import { JsonReporter } from './json.js';
import { JunitReporter } from './junit.js';
import type { ReportContext, Reporter } from './reporter.js';
import { TapReporter } from './tap.js';

const formats = ['tap', 'junit', 'json'] as const;

/** Format and file of each report that is wanted. */
export type ReportFiles = ReadonlyMap<(typeof formats)[number], string>;

/** Reads `tap=FILE,junit=FILE,json=FILE`. */
export function parseReportOption(text: string): ReportFiles {
  const files = new Map<(typeof formats)[number], string>();
  for (const part of text.split(',')) {
    const [, name = '', file = ''] = /^([^=]*)=(.*)$/.exec(part) ?? [];
    const format = formats.find((known) => known === name);
    if (!format || file === '')
      throw new MailspecError('E_USAGE', `--report: '${part}' is not FORMAT=FILE`, {
        hint: `FORMAT is one of ${formats.join(', ')}; several are separated by commas`,
      });
    if (files.has(format)) throw new MailspecError('E_USAGE', `--report: ${format} is given twice`);
    files.set(format, file);
  }
  return files;
}

/** TAP is written as the run goes on, the others when it ends. */
export function openReporters(files: ReportFiles, context: ReportContext): Reporter[] {
  return [...files].map(([format, file]) => {
    switch (format) {
      case 'tap':
        return openTap(file, context);
      case 'junit':
        return new JunitReporter(context, file);
      case 'json':
        return new JsonReporter(context, file);
    }
  });
}

function openTap(file: string, context: ReportContext): Reporter {
  const descriptor = open(file);
  const tap = new TapReporter(context, (text) => writeFileSync(descriptor, text));
  return {
    on: (event) => tap.on(event),
    finish: async () => {
      await tap.finish();
      closeSync(descriptor);
    },
  };
}

function open(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, 'w');
  } catch (cause) {
    throw new MailspecError('E_REPORT', 'the report cannot be written', { where: file, cause });
  }
}
