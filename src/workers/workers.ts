import type { RunningApp } from '../app.ts';
import type { App } from '../feature/context.ts';
import type { Config } from '../kernel/config.ts';
import { processSettings } from '../kernel/process.settings.ts';
import { serveMetricsOfWorkers } from '../metrics/serve-metrics.ts';
import { databaseSettings } from '../platform/database/database.settings.ts';
import { makeLogger } from '../platform/logging/logger.ts';
import { workerSettings } from '../platform/workers.settings.ts';
import { locateDatabase, migrateOrExplain, type Undo, undoAll } from '../startup/open-database.ts';
import { WorkerProcesses } from './worker-processes.ts';

/** What is running, as far as the process that was started needs to know it. */
export type Running = Pick<RunningApp, 'url' | 'stop'> & { app: Pick<App, 'config' | 'log'> };

/**
 * Starts WORKERS processes that share one port, and keeps that many. Each of them is a whole service, like a replica on
 * another machine; this process owns the embedded PostgreSQL, migrates, and answers nothing itself.
 *
 * @throws StartFailure when one of them does not start; it has said why.
 */
export async function startWorkers(config: Config): Promise<Running> {
  const { DEBUG, LOG_LEVEL } = config.of(processSettings);
  const log = await makeLogger({ level: LOG_LEVEL, readable: DEBUG });
  const undo: Undo = [];
  const stop = () => undoAll(undo);
  try {
    const DATABASE_URL = await locateDatabase(config, undo);
    for (const name of await migrateOrExplain(DATABASE_URL))
      log.info({ migration: name }, 'migrated the database');
    undo.push(await serveMetricsOfWorkers(config));
    const isOwn = config.of(databaseSettings).DATABASE_URL === undefined;
    const workers = new WorkerProcesses(isOwn ? { DATABASE_URL } : {}, log);
    undo.push(() => workers.end());
    return { url: await workers.start(config.of(workerSettings).WORKERS), app: { config, log }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Says that this process answers, where it is a worker. */
export function announce(url: string): void {
  process.send?.({ url });
}
