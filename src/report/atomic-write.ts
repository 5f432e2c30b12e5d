import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MailspecError } from '../model/errors.js';

/** Writes the file whole or not at all: a reader never meets half a report. Makes its folder. */
export async function atomicWrite(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(partial, text);
    await rename(partial, file);
  } catch (cause) {
    throw new MailspecError('E_REPORT', 'the report could not be written', { where: file, cause });
  }
}
