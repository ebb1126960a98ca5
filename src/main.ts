import { type RunningApp, startApp } from './app.ts';
import { httpSettings } from './http/http.settings.ts';
import { loadConfig } from './kernel/config.ts';
import { readEnvironment } from './startup/environment.ts';
import { settingGroups } from './startup/own-declarations.ts';
import { explainStartFailure } from './startup/start-failure.ts';

/** How long requests in flight and the database get to finish gracefully. */
const shutdownTimeoutMs = 14_000;
const repeatedSignalMilliseconds = 500;

let running: RunningApp | undefined;
let exitCode = 0;
let stoppingSince: number | undefined;

// npm forwards the terminal's signal, so duplicates within 500 ms are ignored. A later signal forces an exit. Signals may
// also arrive during startup.
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
  const groups = settingGroups();
  running = await startApp({ config: loadConfig(readEnvironment(groups), groups) });
  if (stoppingSince !== undefined) await finish(running);
  running.app.log.info(`ready: ${running.url}`);
} catch (error) {
  // A startup interrupted by a signal needs no explanation.
  if (stoppingSince === undefined) process.stderr.write(explainStartFailure(error));
  process.exit(stoppingSince === undefined ? 1 : exitCode);
}

async function stop(code: number): Promise<void> {
  exitCode ||= code;
  if (stoppingSince !== undefined) return;
  stoppingSince = performance.now();
  const delay = running?.app.config.of(httpSettings).SHUTDOWN_DELAY ?? 0;
  setTimeout(() => process.exit(1), shutdownTimeoutMs + delay).unref();
  if (running) await finish(running);
}

async function finish({ app, stop }: RunningApp): Promise<void> {
  app.log.info('stopping');
  await stop();
  process.exit(exitCode);
}
