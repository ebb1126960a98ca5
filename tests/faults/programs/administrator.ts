import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';

export interface Command {
  id: number;
  argv: string[];
}

export interface Result {
  id: number;
  code: number;
  output: string;
}

/** Runs `npm run admin` commands without starting a process for each one. */
process.once('message', async ({ build, environment }: { build: string; environment: object }) => {
  const { main } = await import(pathToFileURL(path.resolve(build, 'src/cli/main.js')).href);
  process.on('message', async ({ id, argv }: Command) => {
    let output = '';
    const stdout = { write: (text: string) => (output += text) };
    const stderr = { write: () => undefined };
    const code = await main(argv, {
      environment,
      stdin: new PassThrough(),
      stdout,
      stderr,
      operator: 'tests',
    });
    process.send?.({ id, code, output } satisfies Result);
  });
  process.once('disconnect', () => process.exit());
  process.send?.('ready');
});
