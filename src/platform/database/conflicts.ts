import { setTimeout as sleep } from 'node:timers/promises';
import { isConflict } from './database-errors.ts';

const maxTries = 6;
const firstPauseMilliseconds = 5;

/**
 * Retries work that the database has rolled back, after a deadlock (40P01) or after a serialization failure (40001), which
 * stricter isolation levels and distributed engines report. Growing random pauses keep retries from colliding again.
 */
export async function retryingConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === maxTries || !isConflict(error)) throw error;
      await sleep(firstPauseMilliseconds * 2 ** attempt * Math.random());
    }
  }
}
