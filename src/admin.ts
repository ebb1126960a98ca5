import os from 'node:os';
import { main } from './cli/main.ts';
import { readEnvironment } from './startup/environment.ts';
import { settingGroups } from './startup/own-declarations.ts';
import { explainStartFailure } from './startup/start-failure.ts';

let close: (() => Promise<void>) | undefined;

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.once(signal, async () => {
    await close?.();
    process.exit(code);
  });
}

const { stdin, stdout, stderr } = process;
// A reader such as `head` may exit early, after the command has done its work.
for (const output of [stdout, stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  process.exitCode = await main(process.argv.slice(2), {
    environment: readEnvironment(settingGroups()),
    stdin,
    stdout,
    stderr,
    operator: operatorName(),
    onOpen: (stop) => {
      close = stop;
    },
  });
} catch (error) {
  stderr.write(explainStartFailure(error));
  process.exitCode = 1;
}

/** In a container, the user often has an id but no name, which makes Node.js throw. */
function operatorName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
