import { Readable } from 'node:stream';
import { main } from '../../src/cli/main.ts';

interface Options {
  env?: Readonly<Record<string, string>>;
  /** What the command reads from standard input. */
  input?: string;
}

/** Runs `npm run admin` in this process. Neither secrets of its settings nor stack traces may be printed. */
export async function runCommand(
  args: readonly string[],
  { env = {}, input }: Options = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const code = await main(args, {
    environment: { BCRYPT_COST: '10', ...env },
    stdin: Readable.from(input === undefined ? [] : [input]),
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  for (const secret of [env.SECRET_KEY, URL.parse(env.DATABASE_URL ?? '')?.password]) {
    if (secret) expect(`${stdout}${stderr}`).not.toContain(secret);
  }
  expect(stderr).not.toMatch(/^\s+at /m);
  return { code, stdout, stderr };
}

/** The objects among the lines that a command printed. */
export function printed(stdout: string) {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}
