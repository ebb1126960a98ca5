import { setTimeout as sleep } from 'node:timers/promises';

const pausesMs = [100, 1_000];

/** Retries a statement that must not be lost if the database restarts: a finished job that is not marked runs again. */
export async function persistently<Result>(run: () => Promise<Result>): Promise<Result> {
  for (const pause of pausesMs) {
    try {
      return await run();
    } catch {
      await sleep(pause);
    }
  }
  return run();
}
