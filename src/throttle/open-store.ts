import type { App } from '../feature/context.ts';
import { atMostEvery } from '../platform/logging/at-most-every.ts';
import { repeat } from '../platform/repeat.ts';
import type { CounterStore } from './counter-store.ts';
import { MemoryStore } from './memory-store.ts';
import { PostgresStore } from './postgres-store.ts';
import { RedisStore } from './redis-store.ts';
import { throttleSettings } from './throttle.settings.ts';

/** Counters in memory expire early, so that they do not pile up during a long outage. */
const maxFallbackSeconds = 3_600;

const warnEveryMs = 60_000;
const sweepEveryMs = 300_000;

interface OpenStore {
  store: CounterStore;
  close(): void;
}

/** Opens Redis if REDIS_URL is set, PostgreSQL otherwise. All replicas share this store. */
export async function openStore(app: App): Promise<OpenStore> {
  const { REDIS_URL } = app.config.of(throttleSettings);
  if (REDIS_URL === undefined) {
    const postgres = new PostgresStore(app.database);
    return { store: withFallback(app, 'PostgreSQL', postgres), close: startSweeping(app, postgres) };
  }
  const redis = await RedisStore.open(REDIS_URL, app.log);
  return { store: withFallback(app, 'Redis', redis), close: () => redis.close() };
}

/** Counts in memory while the store is unreachable. Limits then become looser, but never lock a client out. */
function withFallback({ log }: App, name: string, store: CounterStore): CounterStore {
  const memory = new MemoryStore(maxFallbackSeconds);
  const warn = atMostEvery(warnEveryMs, (err: unknown) =>
    log.warn({ err }, `${name} cannot count attempts now, so this process counts in its own memory`),
  );
  const attempt = async <Result>(work: (store: CounterStore) => Promise<Result>): Promise<Result> => {
    try {
      return await work(store);
    } catch (error) {
      warn(error);
      return work(memory);
    }
  };
  return {
    add: (...parameters) => attempt((each) => each.add(...parameters)),
    addAll: (asked) => attempt(async (each) => each.addAll?.(asked)),
    has: (key) => attempt((each) => each.has(key)),
    change: (changes) => attempt((each) => each.change(changes)),
  };
}

/** Deletes expired counters after a random delay, so that replicas started together do not all do it at once. */
function startSweeping({ log }: App, store: PostgresStore): () => void {
  const task = {
    name: 'deletion of expired counters',
    log,
    first: Math.random() * sweepEveryMs,
    pause: sweepEveryMs,
  };
  return repeat(task, () => store.deleteEnded());
}
