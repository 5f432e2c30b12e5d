import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../model/package-root.js';

const schema = z.record(z.string(), z.array(z.string()));

/** For each planted fault the test points (`<case> <rule>`) that catch it. Kept true by test/fault-matrix.test.ts. */
export type FaultMatrix = Readonly<Record<string, readonly string[]>>;

export const faultMatrixPath = (): string => join(packageRoot(), 'suites', 'faults.json');

export function loadFaultMatrix(path = faultMatrixPath()): FaultMatrix {
  return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
