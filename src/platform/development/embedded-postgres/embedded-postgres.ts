import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { locateBinaries } from './binaries.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { findServer, type Server, signal, startServer, stopServer, urlOf } from './server.ts';

export interface EmbeddedPostgres {
  url: string;
  stop(): Promise<void>;
}

interface Options {
  dataFolder: string;
  settings?: Readonly<Record<string, string>>;
  /** Whether to share a server that another service owns, and leave it running. */
  share?: boolean;
}

const database = 'auth';
const startTimeoutMs = 20_000;
const passwordRejected = '28P01';

const ownershipLock = "hashtext('auth-service: owner of the embedded server')";

/**
 * Starts PostgreSQL for development, or takes over the server of a service that was killed. The owner holds an advisory lock
 * on a connection. The kernel closes the connection when the owner's process ends, so the lock cannot outlive it. A process
 * id would be less safe, because ids are reused.
 * @throws Error if another running service uses the same folder, or PostgreSQL does not start.
 */
export async function startEmbeddedPostgres({
  dataFolder,
  settings = {},
  share = false,
}: Options): Promise<EmbeddedPostgres> {
  const binaries = locateBinaries();
  const cluster = await openCluster(dataFolder, binaries);
  const logFile = path.resolve(dataFolder, 'postgres.log');
  const deadline = Date.now() + startTimeoutMs;
  let started: Server | undefined;
  const stopAtExit = () => started?.pid && signal(started.pid, 'SIGINT');
  process.once('exit', stopAtExit);
  try {
    while (Date.now() < deadline) {
      let server = findServer(cluster);
      if (!server) server = started = await startServer(cluster, binaries, settings, logFile);
      const owner = await claim(server, cluster);
      if (owner === 'taken') {
        // Another service may have claimed the server that this one has just started. Only the owner stops it.
        started = undefined;
        if (share) return { url: urlOf(server, cluster, database), stop: async () => undefined };
        throw new Error(
          `Another running service uses the database in ${dataFolder}. ` +
            'Stop that service first, or set DATABASE_URL or another DATA_DIR.',
        );
      }
      if (owner) return await own(server, owner, cluster);
      await sleep(50);
    }
    throw new Error(`PostgreSQL did not start. Read its log: ${logFile}`);
  } catch (error) {
    if (started?.pid) await stopServer(started, cluster);
    throw error;
  } finally {
    process.off('exit', stopAtExit);
  }
}

/** @returns the connection that owns the server; undefined if the server does not respond. */
async function claim(server: Server, cluster: Cluster): Promise<pg.Client | 'taken' | undefined> {
  const { folder } = cluster;
  const client = new pg.Client(urlOf(server, cluster, 'postgres'));
  // Requests notice a lost server on their own connections.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query(
      `select current_setting('data_directory') as folder, pg_try_advisory_lock(${ownershipLock}) as mine`,
    );
    if (rows[0].folder === folder && rows[0].mine) return client;
    await client.end();
    return rows[0].folder === folder ? 'taken' : undefined;
  } catch (error) {
    await client.end().catch(() => undefined);
    if ((error as { code?: unknown }).code !== passwordRejected) return undefined;
    throw new Error(
      `The PostgreSQL in ${folder} rejects the password in the file postgres-password of the data folder. ` +
        'Restore that file, or move the data folder away to start with an empty database.',
    );
  }
}

async function own(server: Server, owner: pg.Client, cluster: Cluster): Promise<EmbeddedPostgres> {
  const stopAtExit = () => signal(server.pid, 'SIGINT');
  process.once('exit', stopAtExit);
  const stop = async () => {
    process.off('exit', stopAtExit);
    // Release the lock last, so that no other process takes over a server that is shutting down.
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
  return { url: urlOf(server, cluster, database), stop };
}
