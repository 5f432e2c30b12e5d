import { readdirSync, readFileSync } from 'node:fs';

/** @returns false when the group has no process left, not even a zombie */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/** Whether a process of the group still runs. Zombies do not: some machines' init leaves them for seconds. */
export function groupRuns(group: number): boolean {
  if (!signalGroup(group, 0)) return false;
  let pids: string[];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return true;
  }
  // Without /proc of Linux the signal is all there is to know.
  return pids.length === 0 || pids.some((pid) => runsIn(pid, group));
}

function runsIn(pid: string, group: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in front is in parentheses and may hold anything; behind it: state, parent, group.
    const [state = '', , ofGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(ofGroup) === group && !'ZX'.includes(state);
  } catch {
    return false;
  }
}
