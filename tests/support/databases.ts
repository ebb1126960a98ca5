import { randomBytes } from 'node:crypto';
import pg from 'pg';

export const templateName = 'auth_service_test_template';

/** The address of one database in the test cluster. */
export function databaseUrl(name: string): string {
  const url = new URL(process.env.TEST_DATABASE_URL ?? '');
  url.pathname = `/${name}`;
  return url.href;
}

/** A connection beside the service's. Whether PostgreSQL ends it is for the test to see by its next query. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Runs a statement about databases, outside all of those that tests use. */
export async function adminStatement(text: string): Promise<void> {
  const client = await connect(databaseUrl('postgres'));
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** A database of one's own, migrated unless it is to be empty. @returns its address. */
export async function makeDatabase({ empty = false } = {}): Promise<string> {
  const name = `auth_service_test_${randomBytes(6).toString('hex')}`;
  await adminStatement(`create database ${name}${empty ? '' : ` template ${templateName}`}`);
  return databaseUrl(name);
}

export async function dropDatabase(url: string): Promise<void> {
  await adminStatement(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
}
