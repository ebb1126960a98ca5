import { randomUUID } from 'node:crypto';
import { CommandFailure } from '../feature/command.ts';
import type { App } from '../feature/context.ts';
import { RedisStore } from './redis-store.ts';
import { throttleSettings } from './throttle.settings.ts';

/** Tries every kind of command the limits need; a replica, a Sentinel or missing permissions show up only then. */
export async function checkRedis(app: App): Promise<'ok' | undefined> {
  const { REDIS_URL } = app.config.of(throttleSettings);
  if (REDIS_URL === undefined) return undefined;
  const store = await RedisStore.open(REDIS_URL, app.log.child({}, { level: 'silent' }));
  const key = `check:${randomUUID()}`;
  try {
    await store.add(key, 1, 10);
    await store.change([{ kind: 'give-back', key }]);
    await store.change([{ kind: 'set', key, points: 1, seconds: 10 }]);
    await store.has(key);
    await store.change([{ kind: 'delete', key }]);
    return 'ok';
  } catch (error) {
    throw new CommandFailure(`Redis in REDIS_URL cannot count attempts: ${(error as Error).message}`);
  } finally {
    store.close();
  }
}
