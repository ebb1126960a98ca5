import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { type RunningApp, settingGroups } from './app.ts';
import { loadConfig } from './config.ts';
import type { App } from './context.ts';
import { httpSettings } from './http.settings.ts';
import { serveMetricsOfWorkers } from './metrics/serve-metrics.ts';
import { locateDatabase, migrateOrExplain, type Undo, undoAll } from './open-database.ts';
import { databaseSettings } from './platform/database.settings.ts';
import { makeLogger } from './platform/logging.ts';
import { workerSettings } from './platform/workers.settings.ts';
import { StartFailure } from './start-failure.ts';

/** What is running, as far as the process that was started needs to know it. */
export type Running = Pick<RunningApp, 'url' | 'stop'> & { app: Pick<App, 'config' | 'log'> };

/** How long a worker that ended is not replaced: one that cannot start would be tried without a pause. */
const pauseMilliseconds = 1000;

/**
 * Starts WORKERS processes that share one port, and keeps that many. Each of them is a whole service, like a replica on
 * another machine; this process owns the embedded PostgreSQL, migrates, and answers nothing itself.
 *
 * @throws StartFailure when the first one does not start; it has said why.
 */
export async function startWorkers(env: NodeJS.ProcessEnv): Promise<Running> {
  const config = loadConfig(env, settingGroups());
  const { DEBUG, LOG_LEVEL } = config.of(httpSettings);
  const log = await makeLogger({ level: LOG_LEVEL, readable: DEBUG });
  const undo: Undo = [];
  let isStopping = false;
  const stop = () => {
    isStopping = true;
    return undoAll(undo);
  };
  try {
    const DATABASE_URL = await locateDatabase(config, undo);
    for (const name of await migrateOrExplain(DATABASE_URL))
      log.info({ migration: name }, 'migrated the database');
    const fork = () => cluster.fork(config.of(databaseSettings).DATABASE_URL ? {} : { DATABASE_URL });
    undo.push(endWorkers);
    // One goes ahead: what keeps it from starting would keep them all, and is said once.
    const url = await readiness(fork());
    cluster.on('exit', ({ id: worker }, code, signal) => {
      if (isStopping) return;
      log.error({ worker, code, signal }, 'a worker process ended; another one takes its place');
      setTimeout(() => isStopping || fork(), pauseMilliseconds).unref();
    });
    const others = Array.from({ length: config.of(workerSettings).WORKERS - 1 }, fork);
    await Promise.all(others.map(readiness));
    undo.push(await serveMetricsOfWorkers(config));
    return { url, app: { config, log }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Says that this process answers, where it is a worker. */
export function announce(url: string): void {
  process.send?.({ url });
}

/** @returns the address that the worker answers at. */
async function readiness(worker: Worker): Promise<string> {
  const ended = once(worker, 'exit').then(() => {
    throw new StartFailure('A worker process did not start.');
  });
  const [message] = await Promise.race([once(worker, 'message'), ended]);
  return message.url;
}

/** Each ends what it has in flight. */
async function endWorkers(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  await Promise.all(
    workers.map((worker) => {
      const ended = once(worker, 'exit');
      worker.process.kill('SIGTERM');
      return ended;
    }),
  );
}
