import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

interface Program {
  /** The program and its arguments. */
  command: readonly string[];
  cwd: string;
  env?: Readonly<Record<string, string>>;
  /** Matches the line that reports readiness. The first group is the URL. */
  ready: RegExp;
}

const programs: ChildProcess[] = [];
let isStopping = false;

/** Starts a program and waits until it is ready. @returns the URL of the program. */
export function start({ command, cwd, env = {}, ready }: Program): Promise<string> {
  // After a stop, start no more programs.
  if (isStopping) return new Promise(() => undefined);
  const [file = '', ...args] = command;
  const program = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  programs.push(program);
  program.once('exit', (code) => stop(code ?? 1));
  return new Promise((resolve) => {
    let seen = '';
    program.stdout.on('data', (chunk: Buffer) => {
      seen += chunk;
      const [, url] = ready.exec(seen) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
}

/** Starts the built auth service. @returns the URL of its endpoint. */
export function startAuthService(env: Readonly<Record<string, string>>): Promise<string> {
  const cwd = `${import.meta.dirname}/..`;
  return start({
    command: [process.execPath, 'dist/src/main.js'],
    cwd,
    env,
    ready: /ready: (http:\S+\/graphql)/,
  });
}

function stop(code: number): void {
  if (isStopping) return;
  isStopping = true;
  process.exitCode = code;
  // Stop programs in reverse order, so that no program loses a server that it depends on.
  for (const program of programs.toReversed()) program.kill('SIGTERM');
  const ends = programs.map((program) => program.exitCode ?? program.signalCode ?? once(program, 'exit'));
  Promise.all(ends).then(() => process.exit());
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(0));
