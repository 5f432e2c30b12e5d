import { rmSync } from 'node:fs';

/**
 * The net under every target: whatever way the harness ends, its process groups are killed and its work
 * folders removed. The orderly way is Target.stop(); this is for Ctrl-C, exit and uncaught errors.
 */
const groups = new Set<number>();
const folders = new Set<string>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let armed = false;

export function watchGroup(pid: number): void {
  arm();
  groups.add(pid);
}

export function forgetGroup(pid: number): void {
  groups.delete(pid);
}

export function watchFolder(path: string): void {
  arm();
  folders.add(path);
}

export function forgetFolder(path: string): void {
  folders.delete(path);
}

function arm(): void {
  if (armed) return;
  armed = true;
  process.on('exit', cleanUp);
  for (const signal of signals) {
    const onSignal = (): void => {
      // Somebody else listens: the command line stops its targets in order and then exits.
      if (process.listenerCount(signal) > 1) return;
      cleanUp();
      process.removeListener(signal, onSignal);
      process.kill(process.pid, signal);
    };
    process.on(signal, onSignal);
  }
}

function cleanUp(): void {
  for (const pid of groups) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }
  groups.clear();
  for (const path of folders) rmSync(path, { recursive: true, force: true });
  folders.clear();
}
