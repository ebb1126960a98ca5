import type { Context } from '../../src/feature/context.ts';
import type { RecordedEvent } from '../../src/feature/feature.ts';
import { execute } from '../../src/platform/database/database.ts';

/** A listener. Its writes are committed together with the event. */
export async function logEvent({ em }: Context, event: RecordedEvent): Promise<void> {
  const { userId, type, actor, requestId } = event;
  await execute(em, 'insert into badge_log values ($1, $2, $3, $4)', [userId, type, actor, requestId]);
}
