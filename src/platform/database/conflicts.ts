import { setTimeout as sleep } from 'node:timers/promises';
import { isConflict } from './database-errors.ts';

const mostTries = 6;
const firstPauseMilliseconds = 5;

/**
 * Tries again what the database has undone because of somebody else: a serialization failure (40001), which stricter
 * isolation levels and distributed engines answer with, or a deadlock (40P01). Nothing of it was done, so it may be
 * done anew; the pauses grow, and differ, so that two do not meet again.
 */
export async function retryingConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === mostTries || !isConflict(error)) throw error;
      await sleep(firstPauseMilliseconds * 2 ** attempt * Math.random());
    }
  }
}
