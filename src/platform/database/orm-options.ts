import 'reflect-metadata';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import type { Migration } from '@mikro-orm/migrations';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { dropBrokenConnections } from './broken-connections.ts';
import type { DatabaseLimits } from './database.settings.ts';
import { PreparingClient } from './preparing-client.ts';
import { SchemaMigrator } from './schema-migrator.ts';
import { setTimeouts } from './timeouts.ts';

export type EntityClass = new (...args: never[]) => object;

export interface DatabaseSchema {
  entities: EntityClass[];
  /** In the order they are applied. */
  migrations: readonly MigrationClass[];
}

type MigrationClass = new (...args: ConstructorParameters<typeof Migration>) => Migration;

const migrationConnectTimeoutMs = 10_000;

/** A hung server cannot cancel statements, so the client gives up after this long. */
export const answerTimeout = (limits: DatabaseLimits) => limits.statementTimeout + 1_000;

/** @param limits for processes that serve requests; migrations have none. */
export function ormOptions(
  url: string | undefined,
  { entities, migrations }: DatabaseSchema,
  limits?: DatabaseLimits,
): Options {
  return defineConfig({
    ...(url !== undefined && { clientUrl: url }),
    entities,
    // Otherwise a misspelled name would create a new database.
    ensureDatabase: false,
    metadataProvider: ReflectMetadataProvider,
    extensions: [SchemaMigrator],
    migrations: {
      migrationsList: [...migrations],
      path: 'build/migrations',
      pathTs: 'migrations',
      snapshot: false,
      emit: 'ts',
    },
    forceUtcTimezone: true,
    // MikroORM would log statements with their values. Lost connections show up in the request log.
    debug: false,
    logger: () => undefined,
    pool: { min: 0, max: limits?.poolSize ?? 2 },
    driverOptions: {
      // MikroORM ignores URL parameters such as sslmode, but pg reads them.
      ...(url !== undefined && { connectionString: url }),
      onPoolCreated: dropBrokenConnections,
      application_name: 'auth-service',
      keepAlive: true,
      connectionTimeoutMillis: limits?.acquireTimeout ?? migrationConnectTimeoutMs,
      ...(limits && { query_timeout: answerTimeout(limits) }),
      // A prepared statement belongs to a server process, and a pooler in transaction mode switches processes.
      ...(limits?.pooler === 'session' && { Client: PreparingClient }),
      ...(limits?.pooler === 'session' && { onConnect: (client: pg.Client) => setTimeouts(client, limits) }),
    },
  });
}
