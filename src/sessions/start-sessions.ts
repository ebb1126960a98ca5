import type { App } from '../feature/context.ts';
import { endNotingUses } from './last-uses.ts';

/** @returns a function that writes the last uses that are still waiting. */
export function startSessions(app: App): () => Promise<void> {
  return () => endNotingUses(app);
}
