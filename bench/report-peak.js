// Preloaded into a child process (node --import): tells its peak memory in kB on descriptor 3 when it ends.
import { readFileSync, writeSync } from 'node:fs';

process.on('exit', () => writeSync(3, `${peakKb()}\n`));

/** Linux's VmHWM belongs to this program alone; maxRSS, the next best, may count that of who started it. */
function peakKb() {
  try {
    const kb = /^VmHWM:\s+([0-9]+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    if (kb !== undefined) return kb;
  } catch {
    // There is no such file outside Linux.
  }
  return String(process.resourceUsage().maxRSS);
}
