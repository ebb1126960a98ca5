import cluster from 'node:cluster';
import { settingGroups, startApp } from './app.ts';
import { httpSettings } from './http/http.settings.ts';
import { loadConfig } from './kernel/config.ts';
import { workerSettings } from './platform/workers.settings.ts';
import { readEnvironment } from './startup/environment.ts';
import { explainStartFailure } from './startup/start-failure.ts';
import { announce, type Running, startWorkers } from './workers/workers.ts';

/** Requests in flight and the database get this long to end in order; workers less, since somebody waits for them. */
const patienceMilliseconds = cluster.isWorker ? 13_000 : 14_000;
const repeatedSignalMilliseconds = 500;

let running: Running | undefined;
let exitCode = 0;
let stoppingSince: number | undefined;

// A signal may come while the service still starts. One of them often comes twice, from the terminal and from npm; who
// sends another one later does not want to wait.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stoppingSince !== undefined && performance.now() - stoppingSince > repeatedSignalMilliseconds)
      process.exit(1);
    void stop(0);
  });
}
for (const trouble of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(trouble, (error: unknown) => {
    if (running) running.app.log.fatal({ err: error }, 'stopping after an unexpected error');
    else process.stderr.write(explainStartFailure(error));
    void stop(1);
  });
}

try {
  running = await start();
  if (stoppingSince !== undefined) await finish(running);
  if (cluster.isWorker) announce(running.url);
  else running.app.log.info(`ready: ${running.url}`);
} catch (error) {
  // A start that was called off needs no explanation.
  if (stoppingSince === undefined) process.stderr.write(explainStartFailure(error));
  process.exit(stoppingSince === undefined ? 1 : exitCode);
}

async function start(): Promise<Running> {
  const config = loadConfig(readEnvironment(), settingGroups());
  const { WORKERS } = config.of(workerSettings);
  return WORKERS > 1 && cluster.isPrimary ? startWorkers(config) : startApp({ config });
}

async function stop(code: number): Promise<void> {
  exitCode ||= code;
  if (stoppingSince !== undefined) return;
  stoppingSince = performance.now();
  const delay = running?.app.config.of(httpSettings).SHUTDOWN_DELAY ?? 0;
  setTimeout(() => process.exit(1), patienceMilliseconds + delay).unref();
  if (running) await finish(running);
}

async function finish({ app, stop }: Running): Promise<void> {
  app.log.info('stopping');
  await stop();
  process.exit(exitCode);
}
