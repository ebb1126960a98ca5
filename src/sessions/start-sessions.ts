import type { App } from '../feature/context.ts';
import { endNotingUses } from './last-uses.ts';
import { startPurging } from './purge-sessions.ts';

/** @returns a function that stops the purge, and writes the last uses that are still waiting. */
export function startSessions(app: App): () => Promise<void> {
  const endPurge = startPurging(app);
  return async () => {
    endPurge();
    await endNotingUses(app);
  };
}
