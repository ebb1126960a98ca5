import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from './left-behind.ts';

/** An example, started just as its users would start it. */
export class Example {
  output = '';
  /** The URLs of the auth service, and of the app or gateway in front of it. */
  auth = '';
  url = '';
  private readonly child: ChildProcess;

  private constructor(name: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    const few = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };
    this.child = spawn(process.execPath, ['start.ts', ...args], {
      cwd: `examples/${name}`,
      env: { ...few, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => (this.output += chunk));
    }
  }

  static async start(
    name: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<Example> {
    const example = new Example(name, args, env);
    await until(`${name} to be ready`, () => {
      if (example.child.exitCode !== null) throw new Error(`${name} did not start:\n${example.output}`);
      const [, auth = '', url = ''] = /auth: (\S+)[\s\S]*ready: (\S+)/.exec(example.output) ?? [];
      Object.assign(example, { auth, url });
      return url;
    });
    return example;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}
