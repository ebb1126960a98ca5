import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { until } from './left-behind.ts';

export const templateName = 'auth_service_test_template';

/** The URL of a database in the test cluster. */
export function databaseUrl(name: string): string {
  const url = new URL(process.env.TEST_DATABASE_URL ?? '');
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * How the service reaches a database: through the pooler in front of the test cluster, if TEST_DATABASE_POOLER names one
 * (global-setup.ts).
 */
export function serviceUrl(direct: string): string {
  const { TEST_DATABASE_URL, TEST_POOLER_PORT } = process.env;
  const url = new URL(direct);
  if (!TEST_POOLER_PORT || url.host !== new URL(TEST_DATABASE_URL ?? '').host) return direct;
  url.host = `127.0.0.1:${TEST_POOLER_PORT}`;
  return url.href;
}

/** Settings for a service that reaches its database that way. */
export function throughPooler(settings: Readonly<Record<string, string>>): Record<string, string> {
  const { DATABASE_URL } = settings;
  if (!DATABASE_URL || !process.env.TEST_POOLER_PORT) return { ...settings };
  return { DATABASE_POOLER: 'transaction', ...settings, DATABASE_URL: serviceUrl(DATABASE_URL) };
}

/** Opens a separate connection. If PostgreSQL closes it, the test's next query fails. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Waits until this many statements are waiting for a lock in the connection's database. */
export async function untilLocked(client: pg.Client, count: number): Promise<void> {
  const waiting =
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  await until(`${count} statements that wait for a lock`, async () => {
    // Within a transaction, the snapshot would never change.
    await client.query('select pg_stat_clear_snapshot()');
    return ((await client.query(waiting)).rowCount ?? 0) >= count;
  });
}

/** Runs a statement on the cluster's maintenance database. */
export function adminStatement(text: string): Promise<void> {
  return statement(databaseUrl('postgres'), text);
}

/** Runs one statement on a separate connection. */
export async function statement(url: string, text: string): Promise<void> {
  const client = await connect(url);
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** Creates a database, migrated unless `empty`. @returns its URL. */
export async function makeDatabase({ empty = false } = {}): Promise<string> {
  const name = `auth_service_test_${randomBytes(6).toString('hex')}`;
  // By default, PostgreSQL would log every page of the copy.
  const copied = empty ? '' : ` template ${templateName} strategy file_copy`;
  await adminStatement(`create database ${name}${copied}`);
  return databaseUrl(name);
}

export async function dropDatabase(url: string): Promise<void> {
  await adminStatement(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
}
