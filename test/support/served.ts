import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch, start, type Running } from './program.js';

/** The reference server as a process of its own: for the harness, somebody else's server. */
export interface Served {
  readonly running: Running;
  readonly address: string;
  /** Its accounts as a file for `--accounts`. */
  readonly accounts: string;
}

/** `mailspec serve`, once it has said where it listens. */
export async function serve(words: readonly string[] = []): Promise<Served> {
  const running = await start(['serve', ...words], { limit: 300_000 });
  const printed = await said(running, /^# user<TAB>secret\n(?:.+\n)+/m);
  const address = /^pop3:\/\/\S+$/m.exec(printed)?.[0] ?? '';
  const lines = printed.slice(printed.indexOf('# user<TAB>secret\n')).split('\n').slice(1);
  const plain = lines.filter((line) => /^[a-z0-9]+\t[^\\" ]+$/.test(line));
  return { running, address, accounts: accountsFile(plain.join('\n')) };
}

/** Waits until the process has printed it; the whole output so far. */
export async function said(running: Running, pattern: RegExp): Promise<string> {
  const pause = (): Promise<null> => new Promise((resolve) => setTimeout(resolve, 10, null));
  while (!pattern.test(running.stdout())) {
    const ended = await Promise.race([running.ended, pause()]);
    if (ended !== null) throw new Error(`it ended before it said ${String(pattern)}: ${ended.stderr}`);
  }
  return running.stdout();
}

export function accountsFile(text: string, mode = 0o600): string {
  const path = join(scratch(), 'accounts');
  writeFileSync(path, text, { mode });
  return path;
}
