import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { packageRoot } from '../model/package-root.js';
import { runVectors } from './vectors.js';

async function run(folder?: string): Promise<{ code: 0 | 3; text: string }> {
  const out = new PassThrough();
  const code = await runVectors(out, folder);
  out.end();
  return { code, text: String(out.read()) };
}

it('prints each known answer with its source', async () => {
  const { code, text } = await run();
  expect(code).toBe(0);
  expect(text).toContain('md5  7 of 7\n  ok    empty text  (RFC 1321 section A.5)\n');
  expect(text).toMatch(/\nall \d+ known answers are right\n$/);
});

it('gives 3 for a wrong answer and for a broken folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vectors-'));
  try {
    cpSync(join(packageRoot(), 'vectors'), folder, { recursive: true });
    const file = join(folder, 'apop.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('tanstaaf', 'tanstaag'));
    const wrong = await run(folder);
    expect(wrong.code).toBe(3);
    expect(wrong.text).toContain(
      'apop  0 of 1\n  WRONG mrose  (RFC 1939 section 7)\n        expected: c4c9334b',
    );
    expect(wrong.text).toMatch(/\n1 of \d+ known answers are WRONG\n$/);
    rmSync(file);
    const broken = await run(folder);
    expect(broken.code).toBe(3);
    expect(broken.text).toContain('the known answers for apop cannot be read');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
