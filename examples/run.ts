import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

interface Program {
  /** The program, followed by its arguments. */
  command: readonly string[];
  cwd: string;
  env?: Readonly<Record<string, string>>;
  /** Matches the line announcing that the program is ready. The first group is its URL. */
  ready: RegExp;
  /** Printed if the program fails before it is ready. */
  advice?: string;
}

const programs: ChildProcess[] = [];
let isStopping = false;

/** Starts a program, forwards its output, and waits until it is ready. @returns its URL. */
export function start({ command, cwd, env = {}, ready, advice = '' }: Program): Promise<string> {
  // Once stopping, start nothing new.
  if (isStopping) return new Promise(() => undefined);
  const [file = '', ...args] = command;
  const program = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  programs.push(program);
  let isReady = false;
  program.once('exit', (code) => {
    if (!isReady && !isStopping) process.stderr.write(advice);
    stop(code ?? 1);
  });
  return new Promise((resolve) => {
    createInterface({ input: program.stdout }).on('line', (line) => {
      process.stdout.write(`${line}\n`);
      const [, url] = ready.exec(line) ?? [];
      if (url === undefined) return;
      isReady = true;
      resolve(url);
    });
  });
}

/**
 * Starts the built auth service with a data folder in the example's folder, so that it can run alongside `npm start` and
 * other examples.
 *
 * @returns the URL of its endpoint.
 */
export function startAuthService(example: string, env: Readonly<Record<string, string>>): Promise<string> {
  const cwd = path.join(import.meta.dirname, '..');
  return start({
    command: [process.execPath, 'dist/src/main.js'],
    cwd,
    env: { DATA_DIR: process.env.DATA_DIR ?? path.join(example, '.data'), ...env },
    ready: /ready: (http:\S+\/graphql)/,
    advice:
      'The auth service of this example did not start. AUTH_PORT sets its port, and DATA_DIR its data folder.\n',
  });
}

function stop(code: number): void {
  if (isStopping) return;
  isStopping = true;
  process.exitCode = code;
  // Stop programs in reverse order, so that none loses a server it depends on.
  for (const program of programs.toReversed()) program.kill('SIGTERM');
  const ends = programs.map((program) => program.exitCode ?? program.signalCode ?? once(program, 'exit'));
  Promise.all(ends).then(() => process.exit());
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(0));
