import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { betterAuth, type Dialect, graphql, rest } from './operations.ts';

interface Kind {
  program: string;
  dialect: Dialect;
  /** Whether it works on the service's own tables, with its tokens. */
  sharesTables: boolean;
  env?: Record<string, string>;
}

const handWritten = (program: string, dialect: Dialect, env: Record<string, string> = {}): Kind => ({
  program: `bench/contestants/${program}.ts`,
  dialect,
  sharesTables: true,
  env,
});

const kinds = {
  service: {
    program: 'dist/src/main.js',
    dialect: graphql,
    sharesTables: true,
  },
  /** Another build of the service, such as the one before a change: BENCH_BEFORE names its folder. */
  before: {
    program: path.join(process.env.BENCH_BEFORE ?? '.', 'dist/src/main.js'),
    dialect: graphql,
    sharesTables: true,
  },
  listening: handWritten('listening', graphql),
  bare: handWritten('bare', rest),
  'bare-batch': handWritten('bare', rest, { BATCH: 'yes' }),
  mercurius: handWritten('mercurius', graphql),
  yoga: handWritten('yoga', graphql),
  'better-auth': {
    program: 'bench/contestants/better-auth.ts',
    dialect: betterAuth,
    sharesTables: false,
  },
  'two-workers': {
    program: 'dist/src/main.js',
    dialect: graphql,
    sharesTables: true,
    env: { WORKERS: '2' },
  },
} satisfies Record<string, Kind>;

export type ContestantName = keyof typeof kinds;
export const contestantNames = Object.keys(kinds) as ContestantName[];

/** As `npm start` and the Dockerfile start the service; the others get the same. */
const memory = ['--max-semi-space-size=16'];

const patienceMilliseconds = 30_000;

/** Of /proc on every Linux. */
const ticksPerSecond = 100;

/** One server under test, in a process of its own. */
export class Contestant {
  readonly name: ContestantName;
  readonly url: string;
  private readonly child: ChildProcess;

  private constructor(name: ContestantName, url: string, child: ChildProcess) {
    this.name = name;
    this.url = url;
    this.child = child;
  }

  /** @param env is handed to every kind; each takes what it knows. `execArgv` is for Node itself, such as a profiler. */
  static async start(
    name: ContestantName,
    env: Record<string, string>,
    { folder, execArgv = [] }: { folder: string; execArgv?: readonly string[] },
  ): Promise<Contestant> {
    const { program, env: own }: Kind = kinds[name];
    const logFile = path.join(folder, `${name}.log`);
    const output = openSync(logFile, 'w');
    const began = performance.now();
    // TypeScript is read as it is, as this process does it.
    const readTypeScript = program.endsWith('.ts') ? process.execArgv : [];
    const child = spawn(
      process.execPath,
      [...readTypeScript, ...memory, ...execArgv, path.resolve(program)],
      {
        cwd: folder,
        env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', PORT: '0', ...env, ...own },
        stdio: ['ignore', output, output],
      },
    );
    closeSync(output);
    for (;;) {
      const log = readFileSync(logFile, 'utf8');
      const url = /ready: (http:[^\s"]+)/.exec(log)?.[1];
      const milliseconds = performance.now() - began;
      if (url) return new Contestant(name, url.replace('localhost', '127.0.0.1'), child);
      if (child.exitCode !== null || milliseconds > patienceMilliseconds) {
        child.kill('SIGKILL');
        throw new Error(`${name} did not start:\n${log}`);
      }
      await sleep(2);
    }
  }

  get dialect(): Dialect {
    return kinds[this.name].dialect;
  }

  get sharesTables(): boolean {
    return kinds[this.name].sharesTables;
  }

  /** Resident memory in MB, of its workers too; 0 where the system does not tell. */
  get megabytes(): number {
    return this.sum((pid) => {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
    });
  }

  /** Processor time it has used, all threads and workers together, in seconds; 0 where the system does not tell. */
  get processorSeconds(): number {
    return this.sum((pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    });
  }

  private sum(figure: (pid: number) => number): number {
    try {
      const { pid } = this.child;
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
      return [pid, ...children].map((each) => figure(Number(each))).reduce((sum, each) => sum + each, 0);
    } catch {
      return 0;
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}
