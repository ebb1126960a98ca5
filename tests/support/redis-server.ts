import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { until } from './left-behind.ts';

/** Whether Redis is installed on this machine. */
export function findRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

interface Options {
  host?: string;
  /** Defaults to a free port. */
  port?: number;
  highestPort?: number;
  /** Additional options for redis-server. */
  options?: readonly string[];
}

/** A real Redis on the loopback interface, without persistence. */
export class RedisServer {
  private child!: ChildProcess;
  /** Holds snapshots and the state of a cluster. */
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'auth-service-redis-'));

  private constructor(
    readonly host: string,
    readonly port: number,
    private readonly options: readonly string[],
  ) {}

  static async start({ host = '127.0.0.1', port, highestPort = 65_535, options = [] }: Options = {}) {
    let found = port ?? (await freePort());
    while (found > highestPort) found = await freePort();
    const server = new RedisServer(host, found, options);
    await server.startAgain();
    return server;
  }

  get url(): string {
    return `redis://${this.host}:${this.port}/0`;
  }

  async startAgain(): Promise<void> {
    const place = ['--port', String(this.port), '--bind', this.host, '--dir', this.folder];
    // Replicas sync immediately; by default the primary waits five seconds for others to join them.
    const quick = ['--save', '', '--appendonly', 'no', '--repl-diskless-sync-delay', '0'];
    const isSentinel = this.options.includes('--sentinel');
    const options = isSentinel ? [...this.options, ...place] : [...place, ...quick, ...this.options];
    this.child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of this.child.stdout ?? []) {
      if (String(line).match(/Ready to accept connections|Sentinel ID/)) break;
    }
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) await ended;
  }

  /** Stops the server for good. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs one command, logging in first if a password is given. */
  async run(command: string, args: readonly (string | number)[] = [], password?: string): Promise<unknown> {
    const client = new Redis(this.url, { ...(password !== undefined && { password }) });
    client.on('error', () => undefined);
    try {
      return await client.call(command, ...args);
    } finally {
      client.disconnect();
    }
  }

  /** Changes a setting while the server is running. */
  async configure(name: string, value: string): Promise<void> {
    await this.run('config', ['set', name, value]);
  }

  async replicate({ host, port }: RedisServer): Promise<void> {
    await this.run('replicaof', [host, port]);
    await until('the replica to be in step', async () =>
      String(await this.run('info', ['replication'])).includes('master_link_status:up'),
    );
  }

  async keys(): Promise<string[]> {
    return (await this.run('keys', ['*'])) as string[];
  }
}
