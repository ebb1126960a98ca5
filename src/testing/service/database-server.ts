import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { locateBinaries } from '../../platform/development/embedded-postgres/binaries.ts';
import { type Cluster, openCluster } from '../../platform/development/embedded-postgres/cluster.ts';
import {
  findServer,
  type Server,
  startServer,
  stopServer,
  urlOf,
} from '../../platform/development/embedded-postgres/server.ts';

/** A connection to a PostgreSQL server, on a database of administration. */
export interface ServerSeat {
  readonly admin: pg.Client;
  /** The URL of a database on this server. */
  urlOf(database: string): string;
  leave(): Promise<void>;
}

const startTimeoutMs = 30_000;

/** Data of tests need not survive a power failure. Parallel test files share these connections. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '300',
};

/** Every service that uses the embedded server holds this lock, shared. The last one to leave takes it alone. */
const seats = "hashtext('graphql-auth-service/testing: seats')";

/** Joins the server in TEST_DATABASE_URL, or the embedded one of this folder. */
export function joinServer(folder: string, url: string | undefined): Promise<ServerSeat> {
  return url === undefined ? joinEmbedded(folder) : joinForeign(url);
}

async function joinForeign(text: string): Promise<ServerSeat> {
  const admin = new pg.Client({ connectionString: text });
  admin.on('error', () => undefined);
  await admin.connect().catch((error: Error) => {
    throw new Error(`The server in TEST_DATABASE_URL cannot be used: ${error.message}`);
  });
  const urlOf = (database: string) => {
    const url = new URL(text);
    url.pathname = `/${database}`;
    return url.href;
  };
  return { admin, urlOf, leave: () => admin.end() };
}

/**
 * Services of parallel test files share one server: the first one starts it, and the last one stops it. The data folder stays,
 * so that later runs do not have to create it.
 */
async function joinEmbedded(folder: string): Promise<ServerSeat> {
  const binaries = locateBinaries();
  mkdirSync(folder, { recursive: true });
  const logFile = path.join(folder, 'postgres.log');
  const deadline = performance.now() + startTimeoutMs;
  let cluster = await openCluster(folder, binaries);
  for (let attempt = 1; performance.now() < deadline; attempt += 1) {
    const server = findServer(cluster) ?? (await startServer(cluster, binaries, settings, logFile));
    const admin = await takeSeat(server, cluster);
    if (admin) return seatOf(server, cluster, admin);
    // A crash of the machine can damage data that was not synced to the disk.
    if (attempt === 20 && !findServer(cluster)) {
      rmSync(realpathSync(cluster.folder), { recursive: true, force: true });
      cluster = await openCluster(folder, binaries);
    }
    await sleep(50);
  }
  throw new Error(`PostgreSQL did not start. Read its log: ${logFile}`);
}

function seatOf(server: Server, cluster: Cluster, admin: pg.Client): ServerSeat {
  const leave = async () => {
    await admin.query(`select pg_advisory_unlock_shared(${seats})`);
    const { rows } = await admin.query(`select pg_try_advisory_lock(${seats}) as "isLast"`);
    if (rows[0].isLast) await stopServer(server, cluster);
    await admin.end().catch(() => undefined);
  };
  return { admin, urlOf: (database) => urlOf(server, cluster, database), leave };
}

/** @returns undefined if the server does not respond, or is about to stop. */
async function takeSeat(server: Server, cluster: Cluster): Promise<pg.Client | undefined> {
  const client = new pg.Client(urlOf(server, cluster, 'postgres'));
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query(
      `select current_setting('data_directory') as folder, pg_advisory_lock_shared(${seats})`,
    );
    if (rows[0].folder === cluster.folder) return client;
  } catch {
    // The next attempt finds the server, or starts it.
  }
  await client.end().catch(() => undefined);
  return undefined;
}
