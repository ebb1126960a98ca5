import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.ts';

interface Program {
  /** Debian installs both programs in a folder that is only in root's PATH. */
  path: string;
  version: string[];
  /** File contents by name. */
  configure(port: number, target: URL, folder: string): Record<string, string>;
  args(folder: string): string[];
}

/** PgBouncer's defaults, apart from the database and more clients than the default of 100, for many tests at once. */
const pgbouncer = (mode: string, more = ''): Program => ({
  path: '/usr/sbin/pgbouncer',
  version: ['--version'],
  configure: (port, target, folder) => ({
    'users.txt': `"${decodeURIComponent(target.username)}" "${decodeURIComponent(target.password)}"\n`,
    'pgbouncer.ini': `[databases]
* = host=${target.hostname} port=${target.port || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_file = ${folder}/users.txt
pool_mode = ${mode}
max_client_conn = 1000
${more}`,
  }),
  args: (folder) => [`${folder}/pgbouncer.ini`],
});

const pgpool: Program = {
  path: '/usr/sbin/pgpool',
  version: ['--version'],
  configure: (port, target, folder) => ({
    'pgpool.conf': `backend_clustering_mode = 'streaming_replication'
sr_check_period = 0
backend_hostname0 = '${target.hostname}'
backend_port0 = ${target.port || 5432}
listen_addresses = '127.0.0.1'
port = ${port}
pcp_listen_addresses = ''
socket_dir = '${folder}'
pcp_socket_dir = '${folder}'
pid_file_name = '${folder}/pgpool.pid'
logdir = '${folder}'
work_dir = '${folder}'
num_init_children = 150
allow_clear_text_frontend_auth = on
`,
    'pool_hba.conf': 'host all all 127.0.0.1/32 trust\n',
    'pcp.conf': '',
  }),
  args: (folder) => [
    '-n', '-f', `${folder}/pgpool.conf`, '-a', `${folder}/pool_hba.conf`, '-F', `${folder}/pcp.conf`,
  ], // biome-ignore format: pairs
};

const programs = {
  pgbouncer: pgbouncer('transaction'),
  /** As docs/operations.md recommends, for tests in which PostgreSQL goes away. */
  'pgbouncer-that-retries': pgbouncer('transaction', 'server_login_retry = 1\nquery_wait_timeout = 5\n'),
  'pgbouncer-session': pgbouncer('session'),
  'pgbouncer-statement': pgbouncer('statement'),
  'pgbouncer-with-one-connection': pgbouncer('transaction', 'default_pool_size = 1\n'),
  'pgbouncer-session-with-one-connection': pgbouncer('session', 'default_pool_size = 1\n'),
  'pgbouncer-that-drops-options': pgbouncer('transaction', 'ignore_startup_parameters = options\n'),
  pgpool,
};

export type PoolerKind = keyof typeof programs;

/** Whether the Debian package is installed. .ci/run installs pgbouncer, so no PgBouncer test is skipped in CI. */
export function findPooler(kind: PoolerKind): boolean {
  try {
    execFileSync(programs[kind].path, programs[kind].version, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A real pooler on a free loopback port, in front of all databases of one server. */
export class Pooler {
  readonly port: number;
  private readonly child: ChildProcess;
  private readonly folder: string;

  private constructor(port: number, child: ChildProcess, folder: string) {
    this.port = port;
    this.child = child;
    this.folder = folder;
  }

  static async start(kind: PoolerKind, target: URL): Promise<Pooler> {
    const program = programs[kind];
    if (!program) throw new Error(`Unknown pooler: ${kind}. Known: ${Object.keys(programs).join(', ')}.`);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'auth-service-pooler-'));
    const port = await freePort();
    for (const [name, text] of Object.entries(program.configure(port, target, folder))) {
      writeFileSync(path.join(folder, name), text, { mode: 0o644 });
    }
    // Neither pooler runs as root, but both write here.
    chmodSync(folder, 0o777);
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const child = spawn(program.path, program.args(folder), {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...nobody,
    });
    let complaints = '';
    child.stderr?.on('data', (chunk) => {
      complaints = (complaints + chunk).slice(-5_000);
    });
    const pooler = new Pooler(port, child, folder);
    for (let waited = 0; ; waited += 50) {
      if (await pooler.answers(target)) return pooler;
      if (child.exitCode !== null || waited > 20_000) {
        await pooler.stop();
        throw new Error(`${kind} did not start:\n${complaints}`);
      }
      await sleep(50);
    }
  }

  /** The URL of the same database through the pooler. */
  url(direct: string): string {
    const url = new URL(direct);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  private async answers(target: URL): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url(target.href), connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      // On SIGINT, both programs stop at once and leave nothing running.
      this.child.kill('SIGINT');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
