import type { PointRecord } from './record.js';
import { printDiagnostics } from './diagnostics.js';
import { printName } from './tap-name.js';
import { directiveText } from './tap-text.js';

/** One test point: its line, and the diagnostics unless it is a plain pass. */
export function printPoint(
  point: PointRecord,
  options: { readonly strict: boolean; readonly number?: number; readonly target?: string | null },
): string {
  const name = printName({ caseId: point.case, rule: point.rule, mode: point.mode }, options.target);
  const { ok, directive } = status(point, options.strict);
  const line = `${ok ? 'ok' : 'not ok'} ${options.number ?? point.number} - ${name}${directive}\n`;
  return point.outcome === 'pass' ? line : line + printDiagnostics(point);
}

/** How an outcome looks in TAP 14. */
export function status(point: Pick<PointRecord, 'outcome' | 'reason'>, strict: boolean) {
  switch (point.outcome) {
    case 'pass':
    case 'info':
      return { ok: true, directive: '' };
    case 'skip':
      return { ok: true, directive: ` # SKIP ${directiveText(point.reason)}`.trimEnd() };
    case 'warn':
      return { ok: false, directive: strict ? '' : ' # TODO SHOULD' };
    case 'flaky':
      return { ok: false, directive: strict ? '' : ' # TODO flaky' };
    case 'known':
      return { ok: false, directive: ` # TODO known: ${directiveText(point.reason)}`.trimEnd() };
    case 'fail':
    case 'fixed':
    case 'error':
      return { ok: false, directive: '' };
  }
}
