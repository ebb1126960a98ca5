import pg from 'pg';
import { letGo } from './broken-connections.ts';
import { searchPathOf } from './connection-url.ts';
import type { Pooler } from './database.settings.ts';
import { checkForPooler, inTime } from './pooler.ts';

/** The service cannot tell which schema holds its tables. */
export class SchemaFailure extends Error {}

interface Found {
  schema: string | null;
  searchPath: string;
  /** The schema in which a statement finds the migrations table, if the user may read it. */
  migrated: string | null;
}

const find = `
  select current_schema() as schema, current_setting('search_path') as "searchPath",
    (select n.nspname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
      where c.oid = to_regclass('mikro_orm_migrations') and has_table_privilege(c.oid, 'select')) as migrated`;

interface Options {
  url: string;
  pooler: Pooler;
  /** The name of the oldest migration. */
  firstMigration: string | undefined;
}

/**
 * Checks the pooler, the search path and the schema before anything is changed.
 * @returns the schema that holds the tables.
 * @throws SchemaFailure, PoolerFailure
 */
export async function inspectDatabase(
  pool: pg.Pool,
  { url, pooler, firstMigration }: Options,
): Promise<string> {
  const client = await pool.connect();
  let isBroken = true;
  try {
    if (pooler === 'session') {
      await checkForPooler(client, pool);
    } else {
      // PgBouncer rejects this in statement mode.
      await inTime(client, 'begin');
      await inTime(client, 'rollback');
    }
    const { rows } = await inTime<Found>(client, find);
    isBroken = false;
    const { schema, searchPath, migrated } = rows[0] as Found;
    const asked = searchPathOf(url);
    if (asked !== undefined && asked !== searchPath) {
      throw new SchemaFailure(
        `DATABASE_URL sets search_path to ${asked}, but the connection has ${searchPath}: a pooler drops options ` +
          '(ignore_startup_parameters). Remove options from DATABASE_URL, and set the path on the role: ' +
          `alter role … set search_path = ${asked}.`,
      );
    }
    if (schema === null) {
      throw new SchemaFailure(
        `search_path is ${searchPath}, and names no schema that exists and that the user in DATABASE_URL may use. ` +
          'Create the schema, or grant usage, create on it; where another role migrates, usage and privileges on all tables ' +
          '(docs/operations.md).',
      );
    }
    if (migrated !== null && migrated !== schema && (await isOurs(client, firstMigration))) {
      throw new SchemaFailure(
        `search_path is ${searchPath}: new tables would go to ${schema}, but ${migrated} has those of an auth service. ` +
          `Set search_path to ${schema} alone for a separate service, or to ${migrated} for the existing one ` +
          '(docs/operations.md).',
      );
    }
    return schema;
  } finally {
    letGo(client, isBroken);
  }
}

/**
 * Inspects over separate connections, before a command's own pool sets timeouts on a connection that a pooler may share with
 * other clients.
 */
export async function inspectDatabaseAt(
  options: Options & { connectionTimeoutMillis: number },
): Promise<string> {
  const { url: connectionString, connectionTimeoutMillis } = options;
  const pool = new pg.Pool({
    connectionString,
    connectionTimeoutMillis,
    max: 2,
    application_name: 'auth-service',
  });
  pool.on('error', () => undefined);
  // The pool handles errors only on idle connections. Without this listener, a lost connection would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    return await inspectDatabase(pool, options);
  } finally {
    await pool.end();
  }
}

/** Other MikroORM applications have a table of the same name. */
async function isOurs(client: pg.PoolClient, firstMigration: string | undefined): Promise<boolean> {
  const { rowCount } = await inTime(client, 'select from mikro_orm_migrations where name = $1', {
    values: [firstMigration],
  });
  return rowCount === 1;
}
