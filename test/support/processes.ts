import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Every process below `pid`, and theirs. */
export function childrenOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // No process, or gone meanwhile.
    }
  }
  const below = (parent: number): number[] =>
    [...parents].filter(([, of]) => of === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

/** How many sockets a process holds; null: there is no such process. */
export function socketsOf(pid: number): number | null {
  try {
    const folder = `/proc/${String(pid)}/fd`;
    return readdirSync(folder).filter((fd) => readlinkSync(`${folder}/${fd}`).startsWith('socket:')).length;
  } catch {
    return null;
  }
}
