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
  onOpen: (stop) => {
    close = stop;
  },
});
