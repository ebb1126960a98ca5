// The clock comes first: no other module may keep the real `Date.now`.
import './moved-clock.ts';
import module from 'node:module';
import { inspect } from 'node:util';
import type { Call, Reply } from '../protocol.ts';

const stopTimeoutMs = 20_000;

if (process.env.NODE_ENV === 'production' || !process.send) {
  process.stderr.write(
    'This file serves startAuth of graphql-auth-service/testing, and never a production service.\n',
  );
  process.exit(1);
}

// Compiling the service takes a second otherwise.
module.enableCompileCache(process.env.AUTH_TESTING_COMPILE_CACHE);
const { runCommand, stopService } = await import('./commands.ts');
const { explain } = await import('./explain.ts');

let isStopping = false;

/** The test's process is gone, or stops this one. */
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(1), stopTimeoutMs).unref();
  await stopService().catch((error: unknown) => process.stderr.write(`${inspect(error)}\n`));
  process.exit();
}

process.once('disconnect', stop);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.on('message', async ({ id, command, input }: Call) => {
  const reply: Reply = await runCommand(command, input).then(
    (result) => ({ id, result: result ?? null }),
    (error: unknown) => ({ id, ...explain(error) }),
  );
  if (process.connected) process.send?.(reply);
});
