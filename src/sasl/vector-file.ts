import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MailspecError } from '../model/errors.js';

/** Octets in JSON: text stands for its UTF-8, `{ hex, times }` for hex digits said so many times. */
export const octets = z
  .union([
    z.string(),
    z.strictObject({
      hex: z.string().regex(/^(?:[0-9a-f]{2})+$/),
      times: z.int().min(1).max(4096).default(1),
    }),
  ])
  .transform((value) =>
    typeof value === 'string'
      ? Buffer.from(value, 'utf8')
      : Buffer.from(value.hex.repeat(value.times), 'hex'),
  );

/** 32 lower-case hex digits. */
export const digest = z.string().regex(/^[0-9a-f]{32}$/);

/** What every vector has; `source` names RFC and section, or what it was computed with. */
export const vectorHead = { name: z.string().min(1), source: z.string().min(1) };

/** Reads `<folder>/<algorithm>.json`; anything but a whole, valid file with at least one vector is an error. */
export function readVectors<T>(folder: string, algorithm: string, vector: z.ZodType<T>): T[] {
  const file = join(folder, `${algorithm}.json`);
  const schema = z.strictObject({ algorithm: z.literal(algorithm), vectors: z.array(vector).min(1) });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new MailspecError('E_VECTORS', `the known answers for ${algorithm} cannot be read`, {
      where: file,
      hint: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data.vectors;
  throw new MailspecError('E_VECTORS', `the known answers for ${algorithm} are not well formed`, {
    where: file,
    hint: z.prettifyError(parsed.error),
  });
}
