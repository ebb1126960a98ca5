import { randomBytes } from 'node:crypto';
import pg from 'pg';

export const templateName = 'auth_service_test_template';

/** The URL of a database in the test cluster. */
export function databaseUrl(name: string): string {
  const url = new URL(process.env.TEST_DATABASE_URL ?? '');
  url.pathname = `/${name}`;
  return url.href;
}

/** Opens a separate connection. If PostgreSQL closes it, the test's next query fails. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Runs a statement on the cluster's maintenance database. */
export function adminStatement(text: string): Promise<void> {
  return statement(databaseUrl('postgres'), text);
}

/** Runs one statement on its own connection. */
export async function statement(url: string, text: string): Promise<void> {
  const client = await connect(url);
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** Creates a database, migrated unless `empty`. @returns the URL of the database. */
export async function makeDatabase({ empty = false } = {}): Promise<string> {
  const name = `auth_service_test_${randomBytes(6).toString('hex')}`;
  await adminStatement(`create database ${name}${empty ? '' : ` template ${templateName}`}`);
  return databaseUrl(name);
}

export async function dropDatabase(url: string): Promise<void> {
  await adminStatement(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
}
