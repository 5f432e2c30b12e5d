import { execa } from 'execa';

/** The first thing like a version number that the command prints; '' when there is none. */
export async function askVersion(argv: readonly string[]): Promise<string> {
  const [file = '', ...args] = argv;
  const done = await execa(file, args, { reject: false, timeout: 10_000, all: true, stdin: 'ignore' });
  return /\d+(\.\d+)+/.exec(done.all)?.[0] ?? '';
}
