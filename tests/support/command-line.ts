import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { main } from '../../src/cli/main.ts';
import type { Feature } from '../../src/feature/feature.ts';
import { throughPooler } from './databases.ts';

interface Options {
  env?: Readonly<Record<string, string>>;
  /** Standard input for the command. */
  input?: string;
  features?: readonly Feature[];
}

/** Runs `npm run admin` in this process, and checks that it prints no secret settings and no stack traces. */
export async function runCommand(
  args: readonly string[],
  { env = {}, input, features }: Options = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const line = {
    environment: throughPooler({ BCRYPT_COST: '10', ...env }),
    stdin: Readable.from(input === undefined ? [] : [input]),
    stdout: { write: (text: string) => (stdout += text) },
    operator: 'test',
    stderr: { write: (text: string) => (stderr += text) },
  };
  const code = await main(args, line, features);
  for (const secret of [env.SECRET_KEY, URL.parse(env.DATABASE_URL ?? '')?.password]) {
    if (secret) assert(!`${stdout}${stderr}`.includes(secret), 'The command printed a secret.');
  }
  assert.doesNotMatch(stderr, /^\s+at /m);
  return { code, stdout, stderr };
}

/** Parses the JSON lines printed by a command. */
export function printed(stdout: string) {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}
