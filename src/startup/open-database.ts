import { migrations } from '../../migrations/index.ts';
import type { Feature } from '../feature/feature.ts';
import type { Config } from '../kernel/config.ts';
import { databaseSettings } from '../platform/database/database.settings.ts';
import { Database, type EntityClass } from '../platform/database/database.ts';
import { migrate } from '../platform/database/migrate.ts';
import { inDataFolder } from '../platform/development/data-folder.ts';
import { startEmbeddedPostgres } from '../platform/development/embedded-postgres/embedded-postgres.ts';
import { databaseFailure } from './start-failure.ts';

/** What ends each thing that was started, in the order of their starts. */
export type Undo = (() => Promise<void>)[];

/** Ends the last one first, which may need the ones before it. */
export async function undoAll(undo: Undo): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) await step();
}

/**
 * The URL of the configured database; without one, of an embedded PostgreSQL that is started for it.
 *
 * @param share whether to stand beside a running service that owns that PostgreSQL.
 */
export async function locateDatabase(config: Config, undo: Undo, share = false): Promise<string> {
  const { DATABASE_URL } = config.of(databaseSettings);
  if (DATABASE_URL !== undefined) return DATABASE_URL;
  const server = await startEmbeddedPostgres({ dataFolder: inDataFolder(config), share });
  undo.push(() => server.stop());
  return server.url;
}

/** @returns the names of the migrations that were applied. */
export async function migrateOrExplain(url: string): Promise<string[]> {
  return migrate(url, migrations).catch((error: unknown) => {
    throw databaseFailure(error);
  });
}

/** Migrates the configured database. @returns the names of the migrations that were applied. */
export async function migrateConfiguredDatabase(config: Config): Promise<string[]> {
  const undo: Undo = [];
  const url = await locateDatabase(config, undo);
  return migrateOrExplain(url).finally(() => undoAll(undo));
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
    },
  );
}
