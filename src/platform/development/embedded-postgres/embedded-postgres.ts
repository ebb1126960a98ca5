import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { locateBinaries } from './binaries.ts';
import { type Cluster, clusterUser, openCluster } from './cluster.ts';
import { findServer, type Server, signal, startServer, stopServer } from './server.ts';

/** A real PostgreSQL server that belongs to this process. */
export interface EmbeddedPostgres {
  url: string;
  /** Ends the server and waits until it is gone. */
  stop(): Promise<void>;
}

interface Options {
  /** Where the cluster, its password and its log are kept. */
  dataFolder: string;
  /** Server settings beside the defaults, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
  /** Where a running service owns the server: use it beside that one, and leave it running. */
  share?: boolean;
}

const database = 'auth';
const patienceMilliseconds = 20_000;

/** Held on one connection for as long as a service uses the cluster: who gets it owns the server. */
const ownershipLock = "hashtext('auth-service: owner of the embedded server')";

/**
 * Starts PostgreSQL for a developer's machine, or takes over the server that a killed service left behind.
 *
 * Ownership is an advisory lock inside the server itself: the kernel closes a killed owner's connection, so the lock is
 * free exactly when the owner is gone. No process id has to be guessed right.
 *
 * @throws Error when another running service uses the same folder, or PostgreSQL does not start.
 */
export async function startEmbeddedPostgres({
  dataFolder,
  settings = {},
  share = false,
}: Options): Promise<EmbeddedPostgres> {
  const binaries = locateBinaries();
  const cluster = await openCluster(dataFolder, binaries);
  const logFile = path.resolve(dataFolder, 'postgres.log');
  const deadline = Date.now() + patienceMilliseconds;
  while (Date.now() < deadline) {
    const server = findServer(cluster) ?? (await startServer(cluster, binaries, settings, logFile));
    const owner = await claim(server, cluster);
    if (owner === 'taken') {
      if (share) return { url: urlOf(server, cluster), stop: async () => undefined };
      throw new Error(
        `Another running service uses the database in ${dataFolder}. ` +
          'Stop that one first, or give this one a database of its own with DATABASE_URL or DATA_DIR.',
      );
    }
    if (owner) return own(server, owner, cluster);
    await sleep(50);
  }
  throw new Error(`PostgreSQL did not start; its log is ${logFile}.`);
}

/** @returns the connection that holds the ownership, `taken`, or nothing while the server cannot answer. */
async function claim({ port }: Server, cluster: Cluster): Promise<pg.Client | 'taken' | undefined> {
  const { folder, password } = cluster;
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: clusterUser,
    password,
    database: 'postgres',
  });
  // The server may go away at any time; whoever uses the database is told by their own connection.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query(
      `select current_setting('data_directory') as folder, pg_try_advisory_lock(${ownershipLock}) as mine`,
    );
    if (rows[0].folder === folder && rows[0].mine) return client;
    await client.end();
    return rows[0].folder === folder ? 'taken' : undefined;
  } catch {
    await client.end().catch(() => undefined);
    return undefined;
  }
}

async function own(server: Server, owner: pg.Client, cluster: Cluster): Promise<EmbeddedPostgres> {
  const lastResort = () => signal(server.pid, 'SIGINT');
  process.once('exit', lastResort);
  const stop = async () => {
    process.off('exit', lastResort);
    // The ownership goes last: nobody may take over a server that is about to end.
    await stopServer(server, cluster);
    await owner.end().catch(() => undefined);
  };
  try {
    const { rowCount } = await owner.query('select from pg_database where datname = $1', [database]);
    if (!rowCount) await owner.query(`create database ${pg.escapeIdentifier(database)}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: urlOf(server, cluster), stop };
}

function urlOf({ port }: Server, { password }: Cluster): string {
  return `postgresql://${clusterUser}:${password}@127.0.0.1:${port}/${database}`;
}
