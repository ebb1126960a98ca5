import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';

const niceness = 10;

/** Lowers the priority of bcrypt's threads, so that short requests need not wait for hashing. Linux only. */
export function lowerWorkerPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    for (const thread of readdirSync('/proc/self/task')) {
      const name = readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim();
      if (name === 'libuv-worker') os.setPriority(Number(thread), niceness);
    }
  } catch {
    // Best effort: at normal priority, latencies just vary more.
  }
}
