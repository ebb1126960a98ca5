import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { freePort } from '../tests/support/free-port.ts';
import { betterAuth, type Dialect, graphql, rest } from './operations.ts';
import { timesOf } from './processor-time.ts';

interface Kind {
  program: string;
  dialect: Dialect;
  /** Whether the contestant uses the service's tables and tokens. */
  sharesTables: boolean;
  env?: Record<string, string>;
  /** How many processes share the port. Defaults to one. */
  processes?: number;
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
  /** Another build of the service, such as the one before a change. BENCH_BEFORE, or --against-commit, names its folder. */
  before: {
    program: 'dist/src/main.js',
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
  /** The service behind Debian's PgBouncer in transaction mode. */
  pooled: {
    program: 'dist/src/main.js',
    dialect: graphql,
    sharesTables: true,
    env: { DATABASE_POOLER: 'transaction' },
  },
  'two-processes': {
    program: 'dist/src/main.js',
    dialect: graphql,
    sharesTables: true,
    env: { REUSE_PORT: 'true', HASHING_CONCURRENCY: '1' },
    processes: 2,
  },
} satisfies Record<string, Kind>;

export type ContestantName = keyof typeof kinds;
export const contestantNames = Object.keys(kinds) as ContestantName[];

/** The service runs with this flag (`npm start`, Dockerfile), so all contestants get it. */
const memory = ['--max-semi-space-size=16'];

/** Lets Node.js run this repository's TypeScript, decorators included. */
const nativeModules = pathToFileURL('tests/support/runner/native-modules.js').href;

const patienceMilliseconds = 30_000;

/** One server under test, in its own processes. */
export class Contestant {
  readonly name: ContestantName;
  readonly url: string;
  private readonly children: readonly ChildProcess[];

  private constructor(name: ContestantName, url: string, children: readonly ChildProcess[]) {
    this.name = name;
    this.url = url;
    this.children = children;
  }

  /**
   * @param env passed to every kind of contestant; `execArgv` is for Node.js itself, for example to profile, and `program`
   * replaces the contestant's.
   */
  static async start(
    name: ContestantName,
    env: Record<string, string>,
    {
      folder,
      execArgv = [],
      program: other,
    }: { folder: string; execArgv?: readonly string[]; program?: string },
  ): Promise<Contestant> {
    const { program: file, env: own, processes = 1 }: Kind = kinds[name];
    const program = other ?? (name === 'before' ? path.join(process.env.BENCH_BEFORE ?? '.', file) : file);
    const shared: Record<string, string> = processes > 1 ? { PORT: String(await freePort()) } : {};
    const launch = { name, program, folder, execArgv, env: { ...env, ...own, ...shared } };
    const children: ChildProcess[] = [];
    const contestant = (url = '') => new Contestant(name, url, children);
    for (let number = 1; ; number += 1) {
      const { url, child } = await startProcess({ ...launch, number }).catch(async (error: unknown) => {
        await contestant().stop();
        throw error;
      });
      children.push(child);
      if (number === processes) return contestant(url);
    }
  }

  get dialect(): Dialect {
    return kinds[this.name].dialect;
  }

  get sharesTables(): boolean {
    return kinds[this.name].sharesTables;
  }

  /** Resident memory of all processes in MB; 0 if the system does not report it. */
  get megabytes(): number {
    return this.sum((pid) => {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
    });
  }

  /** CPU time of all threads and processes in seconds; 0 if the system does not report it. */
  get processorSeconds(): number {
    return this.sum((pid) => timesOf(pid).own);
  }

  private sum(figure: (pid: number) => number): number {
    try {
      return this.children.map(({ pid }) => figure(Number(pid))).reduce((sum, each) => sum + each, 0);
    } catch {
      return 0;
    }
  }

  async stop(): Promise<void> {
    for (const child of this.children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
  }
}

interface Launch {
  name: ContestantName;
  number: number;
  program: string;
  folder: string;
  execArgv: readonly string[];
  env: Record<string, string>;
}

/** Starts a process and waits until it prints its URL. */
async function startProcess(launch: Launch): Promise<{ url: string; child: ChildProcess }> {
  const { name, number, program, folder, execArgv, env } = launch;
  const logFile = path.join(folder, `${name}-${number}.log`);
  const output = openSync(logFile, 'w');
  const began = performance.now();
  const readTypeScript = program.endsWith('.ts') ? ['--import', nativeModules] : [];
  const child = spawn(process.execPath, [...readTypeScript, ...memory, ...execArgv, path.resolve(program)], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', PORT: '0', ...env },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  for (;;) {
    const log = readFileSync(logFile, 'utf8');
    const url = /ready: (http:[^\s"]+)/.exec(log)?.[1];
    const milliseconds = performance.now() - began;
    if (url) return { url: url.replace('localhost', '127.0.0.1'), child };
    if (child.exitCode !== null || milliseconds > patienceMilliseconds) {
      child.kill('SIGKILL');
      throw new Error(`${name} did not start:\n${log}`);
    }
    await sleep(2);
  }
}
