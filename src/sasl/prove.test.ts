import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../model/package-root.js';
import { kerberosV4Faults } from './kerberos-v4.js';
import { proveVectors } from './prove.js';

const vectors = join(packageRoot(), 'vectors');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vectors-'));
  cpSync(vectors, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Changes the first match in a file of the copy. */
function corrupt(file: string, from: string, to: string): void {
  const path = join(folder, file);
  const content = readFileSync(path, 'utf8');
  expect(content).toContain(from);
  writeFileSync(path, content.replace(from, to));
}

describe('proveVectors', () => {
  it('finds every known answer right, one algorithm for each file', () => {
    const reports = proveVectors();
    expect(reports.filter((report) => !report.ok)).toEqual([]);
    const files = readdirSync(vectors).filter((name) => name.endsWith('.json'));
    expect(new Set(reports.map((report) => `${report.algorithm}.json`))).toEqual(new Set(files));
    const count = (algorithm: string): number => reports.filter((r) => r.algorithm === algorithm).length;
    expect([count('md5'), count('hmac-md5'), count('cram-md5')]).toEqual([7, 10, 6]);
  });

  it.each([
    ['md5.json', 'd41d8cd9', 'd41d8cd8'],
    ['hmac-md5.json', '"Jefe"', '"jefe"'],
    ['base64.json', 'Zm9vYmFy', 'Zm9vYmFz'],
    ['base64.json', '"fault": "spare bits"', '"fault": "length"'],
    ['apop.json', 'tanstaaf', 'tanstaag'],
    ['cram-md5.json', 'dGltIGI5', 'dGltIGI4'],
    ['plain.json', '"length": 21', '"length": 22'],
    ['scram-sha-1.json', 'p=v0X8', 'p=v0X9'],
    ['scram-sha-1.json', 'v=rmF9', 'v=rmF8'],
    ['scram-sha-256.json', 'i=4096', 'i=4095'],
    ['kerberos-v4.json', 'AmFYig==', 'AmFYigA='],
  ])('sees a wrong answer in %s (%s)', (file, from, to) => {
    corrupt(file, from, to);
    const wrong = proveVectors(folder).filter((report) => !report.ok);
    expect(wrong.map((report) => `${report.algorithm}.json`)).toContain(file);
  });

  it('refuses a missing, broken or empty file', () => {
    corrupt('md5.json', '"digest"', '"Digest"');
    expect(() => proveVectors(folder)).toThrow(expect.objectContaining({ code: 'E_VECTORS' }));
    writeFileSync(join(folder, 'md5.json'), '{"algorithm":"md5","vectors":[]}');
    expect(() => proveVectors(folder)).toThrow(expect.objectContaining({ code: 'E_VECTORS' }));
    rmSync(join(folder, 'md5.json'));
    expect(() => proveVectors(folder)).toThrow(expect.objectContaining({ code: 'E_VECTORS' }));
  });
});

describe('kerberosV4Faults', () => {
  it('names every part that has the wrong shape', () => {
    const part = Buffer.alloc(3);
    expect(kerberosV4Faults({ challenge: part, ticket: part, proof: part, answer: part })).toHaveLength(4);
  });
});

describe('vectors/examples', () => {
  const line = z.strictObject({
    side: z.enum(['C', 'S']),
    line: z.string().regex(/^[\x21-\x7e][\x20-\x7e]*$/),
  });
  const example = z.strictObject({ section: z.string(), lines: z.array(line) });
  it.each(['1734', '1939', '2195'])('holds the printed lines of RFC %s', (rfc) => {
    const schema = z.strictObject({ rfc: z.literal(rfc), examples: z.record(z.string(), example) });
    const content: unknown = JSON.parse(readFileSync(join(vectors, 'examples', `rfc${rfc}.json`), 'utf8'));
    const { examples } = schema.parse(content);
    for (const id of Object.keys(examples)) expect(id.startsWith(`ex-${rfc}-`)).toBe(true);
  });
});
