import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { locateBinaries, type PostgresBinaries } from './binaries.ts';
import { type Cluster, clusterUser, openCluster } from './cluster.ts';
import { findFreePort, isRunning, startDetached } from './process.ts';

/** A real PostgreSQL server that belongs to this process. */
export interface EmbeddedPostgres {
  url: string;
  processId: number;
  /** Ends the server and waits until it is gone. */
  stop(): Promise<void>;
}

interface Options {
  /** Where the cluster, its password and its log are kept. */
  dataFolder: string;
  database?: string;
  /** Server settings beside the defaults, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
}

const patienceMilliseconds = 20_000;

/** Held on one connection for as long as a service uses the cluster: who gets it owns the server. */
const ownershipLock = "hashtext('auth-service: owner of the embedded server')";

const defaults = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '32MB',
};

/**
 * Starts PostgreSQL for a developer's machine, or takes over the server that a killed service left behind.
 *
 * Ownership is an advisory lock inside the server itself: the kernel closes a killed owner's connection, so the lock is
 * free exactly when the owner is gone. No process id has to be guessed right.
 *
 * @throws Error when another running service uses the same folder, or PostgreSQL does not start.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const binaries = locateBinaries();
  const cluster = await openCluster(options.dataFolder, binaries);
  const deadline = Date.now() + patienceMilliseconds;
  while (Date.now() < deadline) {
    const server = runningServer(cluster) ?? (await start(cluster, binaries, options));
    const owner = await claim(server, cluster);
    if (owner === 'taken') {
      throw new Error(
        `Another running service uses the database in ${options.dataFolder}. ` +
          'Stop that one first, or give this one a database of its own with DATABASE_URL or DATA_DIR.',
      );
    }
    if (owner) return own(server, owner, cluster, options.database ?? 'auth');
    await sleep(50);
  }
  throw new Error(`PostgreSQL did not start; its log is ${logFile(options.dataFolder)}.`);
}

interface Server {
  pid: number;
  port: number;
}

const logFile = (dataFolder: string) => path.resolve(dataFolder, 'postgres.log');
const lockFile = (cluster: Cluster) => path.join(cluster.folder, 'postmaster.pid');

/** Reads PostgreSQL's own lock file (first line: process id; fourth: port). */
function runningServer(cluster: Cluster): Server | undefined {
  const file = lockFile(cluster);
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const server = { pid: Number(lines[0]), port: Number(lines[3]) };
  if (isRunning(server.pid) && isPostgres(server.pid)) return server;
  // After a crash of the machine the number may belong to somebody else by now, which PostgreSQL cannot tell.
  rmSync(file, { force: true });
  return undefined;
}

function isPostgres(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  try {
    // A zombie ("Z") has ended and waits for its parent to notice, which in a container may take seconds.
    return /^\d+ \(postgres\) [^Z]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function start(
  cluster: Cluster,
  { postgres, runAs }: PostgresBinaries,
  options: Options,
): Promise<Server> {
  const port = await findFreePort();
  const settings = Object.entries({ ...defaults, ...options.settings, port: String(port) });
  const flags = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = startDetached(postgres, ['-D', cluster.folder, ...flags], runAs, logFile(options.dataFolder));
  const ended = new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve());
    child.once('error', reject);
  });
  const pid = child.pid ?? 0;
  const deadline = Date.now() + patienceMilliseconds;
  while (Date.now() < deadline && child.exitCode === null) {
    await Promise.race([ended, sleep(20)]);
    if (runningServer(cluster)) break;
  }
  return { pid, port };
}

/** @returns the connection that holds the ownership, `taken`, or nothing while the server cannot answer. */
async function claim({ port }: Server, cluster: Cluster): Promise<pg.Client | 'taken' | undefined> {
  const client = connection(port, cluster);
  try {
    await client.connect();
    const { rows } = await client.query(
      `select current_setting('data_directory') as folder, pg_try_advisory_lock(${ownershipLock}) as mine`,
    );
    if (rows[0].folder === cluster.folder && rows[0].mine) return client;
    await client.end();
    return rows[0].folder === cluster.folder ? 'taken' : undefined;
  } catch {
    await client.end().catch(() => undefined);
    return undefined;
  }
}

function connection(port: number, { password }: Cluster): pg.Client {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: clusterUser,
    password,
    database: 'postgres',
  });
  // The server may go away at any time; whoever uses the database is told by their own connection.
  client.on('error', () => undefined);
  return client;
}

async function own(
  server: Server,
  owner: pg.Client,
  cluster: Cluster,
  database: string,
): Promise<EmbeddedPostgres> {
  const { pid, port } = server;
  const lastResort = () => signal(pid, 'SIGINT');
  process.once('exit', lastResort);
  const stop = async () => {
    process.off('exit', lastResort);
    await owner.end().catch(() => undefined);
    await stopServer(pid, cluster);
  };
  try {
    const { rowCount } = await owner.query('select from pg_database where datname = $1', [database]);
    if (!rowCount) await owner.query(`create database ${pg.escapeIdentifier(database)}`);
  } catch (error) {
    await stop();
    throw error;
  }
  const url = `postgresql://${clusterUser}:${cluster.password}@127.0.0.1:${port}/${database}`;
  return { url, processId: pid, stop };
}

/** SIGINT ends PostgreSQL in order ("fast"); SIGQUIT at once, to be recovered from its log at the next start. */
async function stopServer(pid: number, cluster: Cluster): Promise<void> {
  for (const name of ['SIGINT', 'SIGQUIT'] as const) {
    signal(pid, name);
    for (let waited = 0; waited < 5_000; waited += 20) {
      // Removing its lock file is the last thing that PostgreSQL does.
      if (!isRunning(pid) || !existsSync(lockFile(cluster))) return;
      await sleep(20);
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already, which is all that was wanted.
  }
}
