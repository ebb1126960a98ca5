import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';

const niceness = 10;

/**
 * Lets everything else on the machine come before the threads of the pool, on which bcrypt runs: a request that is
 * answered in a millisecond need not wait for the time slice of a hash. Linux alone has a priority for each thread.
 */
export function lowerWorkerPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    for (const thread of readdirSync('/proc/self/task')) {
      const name = readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim();
      if (name === 'libuv-worker') os.setPriority(Number(thread), niceness);
    }
  } catch {
    // Without it everything works, less evenly.
  }
}
