import type { App } from '../feature/context.ts';
import { repeat } from '../platform/repeat.ts';
import { deleteEndedSessions } from './session-statements.ts';
import { sessionSettings } from './sessions.settings.ts';

const batchSize = 1000;

/** Deletes in batches, so that no statement holds many locks. @returns the number of deleted sessions. */
export async function purgeSessions(app: App): Promise<number> {
  let deleted = 0;
  let count: number;
  do {
    count = await app.database.write(deleteEndedSessions, [batchSize]);
    deleted += count;
  } while (count === batchSize);
  return deleted;
}

/** Starts after a random delay, so that replicas that started together do not purge together. */
export function startPurging(app: App): () => void {
  const { SESSION_PURGE_INTERVAL } = app.config.of(sessionSettings);
  const first = Math.random() * SESSION_PURGE_INTERVAL;
  const task = { name: 'purge of ended sessions', log: app.log, first, pause: SESSION_PURGE_INTERVAL };
  return repeat(task, async () => {
    const count = await purgeSessions(app);
    if (count > 0) app.log.info({ count }, 'deleted ended sessions');
  });
}
