import { setTimeout as sleep } from 'node:timers/promises';
import { isConflict } from './database-errors.ts';

const maxTries = 6;
const shortestPauseMilliseconds = 5;
const longestPauseMilliseconds = 1_000;

/**
 * Retries work that the database rolled back because of a deadlock (40P01) or a serialization failure (40001), which
 * stricter isolation levels and distributed engines report. Random pauses keep retries from colliding again. They grow with
 * each attempt and with how long it took, because slower transactions overlap for longer.
 */
export async function retryingConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const started = performance.now();
    try {
      return await work();
    } catch (error) {
      if (attempt === maxTries || !isConflict(error)) throw error;
      const unit = Math.max(shortestPauseMilliseconds, performance.now() - started);
      await sleep(Math.min(unit * 2 ** attempt, longestPauseMilliseconds) * Math.random());
    }
  }
}
