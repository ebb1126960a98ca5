import type { App } from '../feature/context.ts';
import { endNotingUses } from './last-uses.ts';

/** @returns a function that writes the waiting last uses. */
export function startSessions(app: App): () => Promise<void> {
  return () => endNotingUses(app);
}
