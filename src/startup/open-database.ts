import { migrations } from '../../migrations/index.ts';
import type { Feature } from '../feature/feature.ts';
import type { Config } from '../kernel/config.ts';
import { databaseSettings } from '../platform/database/database.settings.ts';
import { Database } from '../platform/database/database.ts';
import { inspectDatabaseAt } from '../platform/database/inspect.ts';
import { migrate } from '../platform/database/migrate.ts';
import type { EntityClass } from '../platform/database/orm-options.ts';
import { inDataFolder } from '../platform/development/data-folder.ts';
import { passwordFile } from '../platform/development/embedded-postgres/cluster.ts';
import { startEmbeddedPostgres } from '../platform/development/embedded-postgres/embedded-postgres.ts';
import { databaseFailure } from './start-failure.ts';

/** Close functions, in startup order. */
export type Closers = (() => Promise<void>)[];

/** Closes in reverse order, since later parts may need earlier ones. @throws the first failure, after closing all parts. */
export async function closeAll(closers: Closers): Promise<void> {
  const failures: unknown[] = [];
  for (let close = closers.pop(); close; close = closers.pop()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

interface Locating {
  /** Whether a running service may already own the embedded server. */
  share?: boolean;
  /** Receives a log line that says how to reach the embedded server. */
  say?: (text: string) => void;
}

/** Starts PostgreSQL unless DATABASE_URL is set. */
export async function locateDatabase(
  config: Config,
  closers: Closers,
  { share = false, say }: Locating = {},
): Promise<string> {
  const { DATABASE_URL } = config.of(databaseSettings);
  if (DATABASE_URL !== undefined) return DATABASE_URL;
  const server = await startEmbeddedPostgres({ dataFolder: inDataFolder(config), share });
  closers.push(() => server.stop());
  const { username, host, pathname } = new URL(server.url);
  const password = passwordFile(inDataFolder(config));
  say?.(`embedded PostgreSQL: postgresql://${username}@${host}${pathname}, password in ${password}`);
  return server.url;
}

/** @param say receives a message if another process migrates first. */
export async function migrateOrExplain(
  url: string,
  config: Config,
  say: (text: string) => void,
): Promise<string[]> {
  const { MIGRATION_LOCK_TIMEOUT: lockTimeout, DATABASE_POOLER: pooler } = config.of(databaseSettings);
  const onWait = () => say('waiting while another process migrates the database');
  return migrate(url, migrations, { pooler, lockTimeout, onWait }).catch((error: unknown) => {
    throw databaseFailure(error);
  });
}

/** For commands, which never migrate. @throws StartFailure if they would use different tables than the service. */
export async function inspectOrExplain(url: string, config: Config): Promise<void> {
  const { DATABASE_POOLER: pooler, DATABASE_ACQUIRE_TIMEOUT } = config.of(databaseSettings);
  await inspectDatabaseAt({
    url,
    pooler,
    firstMigration: migrations[0]?.name,
    connectionTimeoutMillis: DATABASE_ACQUIRE_TIMEOUT,
  }).catch((error: unknown) => {
    throw databaseFailure(error);
  });
}

export async function migrateConfiguredDatabase(config: Config): Promise<string[]> {
  const closers: Closers = [];
  const url = await locateDatabase(config, closers);
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  return migrateOrExplain(url, config, say).finally(() => closeAll(closers));
}

export function openDatabase(url: string, config: Config, features: readonly Feature[]): Promise<Database> {
  const settings = config.of(databaseSettings);
  const entities: EntityClass[] = features.flatMap((feature) => feature.entities ?? []);
  return Database.open(
    url,
    { entities, migrations },
    {
      poolSize: settings.DATABASE_POOL_SIZE,
      acquireTimeout: settings.DATABASE_ACQUIRE_TIMEOUT,
      statementTimeout: settings.DATABASE_STATEMENT_TIMEOUT,
      lockTimeout: settings.DATABASE_LOCK_TIMEOUT,
      pooler: settings.DATABASE_POOLER,
    },
  );
}
