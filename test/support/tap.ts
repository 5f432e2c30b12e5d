import { Parser } from 'tap-parser';

export interface ReadTap {
  readonly ok: boolean;
  readonly bailOut: string | null;
  readonly plan: number;
  readonly extra: readonly string[];
  readonly points: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly skip: string;
    readonly todo: string;
    readonly diag: Record<string, unknown>;
  }[];
}

/** A TAP stream as any consumer of TAP sees it: by tap-parser alone, with nothing of ours. */
export function parseTap(text: string): ReadTap {
  const points: { name: string; ok: boolean; skip: string; todo: string; diag: Record<string, unknown> }[] =
    [];
  const extra: string[] = [];
  let plan = -1;
  let ok = false;
  let bailOut: string | null = null;
  const parser = new Parser((results: { ok: boolean }) => (ok = results.ok));
  parser.on('plan', (found: { end: number }) => (plan = found.end));
  parser.on('extra', (line: string) => extra.push(line));
  parser.on('bailout', (reason: string) => (bailOut = reason));
  parser.on(
    'assert',
    (point: {
      name: string;
      ok: boolean;
      skip?: string | boolean;
      todo?: string | boolean;
      diag?: Record<string, unknown>;
    }) => {
      points.push({
        name: point.name,
        ok: point.ok,
        skip: directive(point.skip),
        todo: directive(point.todo),
        diag: point.diag ?? {},
      });
    },
  );
  parser.end(text);
  return { ok, bailOut, plan, extra, points };
}

function directive(value: string | boolean | undefined): string {
  return value === undefined || value === false ? '' : String(value);
}
