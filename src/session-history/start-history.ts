import type { App } from '../feature/context.ts';
import { startCounting } from './count-incidents.ts';
import { startPurging } from './purge-sessions.ts';

/** @returns a function that stops the background work. */
export function startHistory(app: App): () => Promise<void> {
  const stops = [startPurging(app), startCounting(app)];
  return async () => {
    for (const stop of stops) await stop();
  };
}
