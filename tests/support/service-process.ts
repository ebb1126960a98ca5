import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { Client } from './client.ts';
import { throughPooler } from './databases.ts';
import { endPostgresOnFolders, removeFolders, until } from './left-behind.ts';

interface Options {
  /** The working folder. As in a manual start, data is stored in its `.data`. */
  folder: string;
  /** Environment variables, on top of the few set for every start. */
  env?: Readonly<Record<string, string>>;
  program?: 'main' | 'migrate' | 'admin';
  /** The folder that contains the compiled service. */
  build?: string;
  args?: readonly string[];
  /** Standard input for the process. */
  input?: string;
  /** The program of another version of Node.js. */
  node?: string;
  runAs?: { uid: number; gid: number };
  /** A file descriptor to log to. The log then cannot be read here, so PORT must be set. */
  logTo?: number;
}

interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Shares V8's compiled code among all processes started by tests. */
const compileCache = path.resolve('node_modules/.cache/v8');

const services = new Set<ServiceProcess>();

/** The compiled service in its own process, without the test's environment variables. */
export class ServiceProcess extends Client {
  stdout = '';
  stderr = '';
  /** The GraphQL endpoint's URL, once the service is ready. */
  url = '';
  private ending: Ending | undefined;
  readonly folder: string;
  private readonly child: ChildProcess;
  private readonly expectedUrl: string | undefined;

  constructor({
    folder,
    env = {},
    program = 'main',
    build = 'dist',
    args = [],
    input,
    runAs,
    logTo,
    node = process.execPath,
  }: Options) {
    super();
    this.folder = folder;
    const few = {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      PORT: '0',
      BCRYPT_COST: '10',
      NODE_COMPILE_CACHE: compileCache,
    };
    this.child = spawn(node, [path.resolve(build, `src/${program}.js`), ...args], {
      cwd: folder,
      env: throughPooler({ ...few, ...env }),
      stdio: [input === undefined ? 'ignore' : 'pipe', logTo ?? 'pipe', 'pipe'],
      ...runAs,
    });
    if (logTo !== undefined) this.expectedUrl = `http://localhost:${env.PORT}/graphql`;
    services.add(this);
    this.child.stdin?.end(input);
    this.watch({ secret: env.SECRET_KEY, password: URL.parse(env.DATABASE_URL ?? '')?.password });
    this.child.stdout?.on('data', (chunk) => (this.stdout += chunk));
    this.child.stderr?.on('data', (chunk) => (this.stderr += chunk));
    this.child.once('error', ({ message }) => {
      this.stderr += message;
      this.ending = { code: null, signal: null };
    });
    this.child.once('close', (code, signal) => {
      this.ending = { code, signal };
    });
  }

  /** Waits for the log line that reports readiness, or for a response if the log cannot be read. */
  async ready(): Promise<this> {
    const found = await until('the service to be ready', async () => {
      const [, url] = /ready: (http:\S+\/graphql)/.exec(this.stdout) ?? [];
      return url ?? (await this.answeringUrl()) ?? this.ending;
    });
    if (typeof found !== 'string')
      throw new Error(`The service did not start:\n${this.stdout}${this.stderr}`);
    this.url = found;
    return this;
  }

  private async answeringUrl(): Promise<string | undefined> {
    if (this.expectedUrl === undefined) return undefined;
    const answer = await fetch(new URL('/readyz', this.expectedUrl)).catch(() => undefined);
    return answer?.ok ? this.expectedUrl : undefined;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Waits for the process to end, then checks that the log contains no secret from a request or a response. */
  async ended(): Promise<Ending> {
    const ending = await until('the end of the process', () => this.ending);
    this.checkLog(this.stdout + this.stderr);
    return ending;
  }

  /** Sends the signal and waits for the process to end. */
  async end(name: NodeJS.Signals): Promise<Ending> {
    this.signal(name);
    return this.ended();
  }
}

/** Starts the service and waits until it is ready. */
export function start(options: Options): Promise<ServiceProcess> {
  return new ServiceProcess(options).ready();
}

/** Runs the program to completion. */
export async function run(options: Options): Promise<Ending & { stdout: string; stderr: string }> {
  const service = new ServiceProcess(options);
  const ending = await service.ended();
  return { ...ending, stdout: service.stdout, stderr: service.stderr };
}

/**
 * Stops the services a test has started, even if the test fails. Services started in a `beforeAll`, and all folders, are
 * kept until the end of the file.
 */
export function leaveNothingBehind(): void {
  let shared: readonly ServiceProcess[] = [];
  beforeEach(() => {
    shared = [...services];
  });
  afterEach(() => endAllBut(shared));
  afterAll(async () => {
    await endAllBut([]);
    removeFolders();
  });
}

async function endAllBut(shared: readonly ServiceProcess[]): Promise<void> {
  for (const service of services) {
    if (shared.includes(service)) continue;
    await service.end('SIGKILL');
    services.delete(service);
  }
  await endPostgresOnFolders(shared.map(({ folder }) => folder));
}
