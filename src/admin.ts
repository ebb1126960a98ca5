import os from 'node:os';
import { main } from './cli/main.ts';
import { readEnvironment } from './startup/environment.ts';

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
process.exitCode = await main(process.argv.slice(2), {
  environment: readEnvironment(),
  stdin,
  stdout,
  stderr,
  operator: operatorName(),
  onOpen: (stop) => {
    close = stop;
  },
});

/** In a container the user often has a number and no name; Node.js throws then. */
function operatorName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
