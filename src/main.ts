import { type RunningApp, startApp } from './app.ts';
import { readEnvironment } from './environment.ts';
import { explainStartFailure } from './start-failure.ts';

/** Requests in flight and the database get this long to end in order. */
const patienceMilliseconds = 10_000;

let running: RunningApp | undefined;
let exitCode = 0;
let isStopping = false;

// A signal may come while the service still starts, and often comes twice: from the terminal and from npm.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
for (const trouble of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(trouble, (error: unknown) => {
    if (running) running.app.log.fatal({ err: error }, 'stopping after an unexpected error');
    else process.stderr.write(explainStartFailure(error));
    void stop(1);
  });
}

try {
  running = await startApp({ env: readEnvironment() });
  if (isStopping) await finish(running);
  running.app.log.info(`ready: ${running.url}`);
} catch (error) {
  // A start that was called off needs no explanation.
  if (!isStopping) process.stderr.write(explainStartFailure(error));
  process.exit(isStopping ? exitCode : 1);
}

async function stop(code: number): Promise<void> {
  exitCode ||= code;
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(1), patienceMilliseconds).unref();
  if (running) await finish(running);
}

async function finish({ app, stop }: RunningApp): Promise<void> {
  app.log.info('stopping');
  await stop();
  process.exit(exitCode);
}
