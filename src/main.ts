import { type RunningApp, startApp } from './app.ts';
import { readEnvironment } from './environment.ts';
import { httpSettings } from './http.settings.ts';
import { explainStartFailure } from './start-failure.ts';

/** Requests in flight and the database get this long to end in order. */
const patienceMilliseconds = 10_000;
const repeatedSignalMilliseconds = 500;

let running: RunningApp | undefined;
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
  running = await startApp({ env: readEnvironment() });
  if (stoppingSince !== undefined) await finish(running);
  running.app.log.info(`ready: ${running.url}`);
} catch (error) {
  // A start that was called off needs no explanation.
  if (stoppingSince === undefined) process.stderr.write(explainStartFailure(error));
  process.exit(stoppingSince === undefined ? 1 : exitCode);
}

async function stop(code: number): Promise<void> {
  exitCode ||= code;
  if (stoppingSince !== undefined) return;
  stoppingSince = performance.now();
  const delay = running?.app.config.of(httpSettings).SHUTDOWN_DELAY ?? 0;
  setTimeout(() => process.exit(1), patienceMilliseconds + delay).unref();
  if (running) await finish(running);
}

async function finish({ app, stop }: RunningApp): Promise<void> {
  app.log.info('stopping');
  await stop();
  process.exit(exitCode);
}
