import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrations } from '../../../migrations/index.ts';
import { migrate } from '../../platform/database/migrate.ts';
import { createClock } from './database-clock.ts';
import type { ServerSeat } from './database-server.ts';

const prefix = 'auth_testing_';
const migrationLockTimeoutMs = 60_000;

/** Changes with every migration. */
const version = createHash('sha256')
  .update(migrations.map((migration) => `${migration.name} ${migration}`).join('\n'))
  .digest('hex')
  .slice(0, 12);

/** PostgreSQL's advisory locks say nothing about those of another database, so services share only what has this name. */
async function templateName(admin: pg.Client): Promise<string> {
  const { rows } = await admin.query('select oid::text from pg_database where datname = current_database()');
  return `${prefix}${rows[0].oid}_${version}`;
}

/** In this path, the function `now()` of the schema comes before PostgreSQL's own. */
const searchPath = 'public,pg_catalog';

function withOwnClock(url: string): string {
  const changed = new URL(url);
  changed.searchParams.set('options', `-c search_path=${searchPath}`);
  // pg decodes the options like a URI component, in which a plus sign is no space.
  return changed.href.replace('-c+search_path', '-c%20search_path');
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Creates a migrated database, as a copy of a template that all services of this version share. */
export async function makeDatabase(seat: ServerSeat): Promise<TestDatabase> {
  const { admin } = seat;
  const template = await templateName(admin);
  await makeTemplate(seat, template);
  await dropLeftBehind(admin, template);
  const name = `${template}_${randomBytes(6).toString('hex')}`;
  // The lock says that a running service uses this database. PostgreSQL releases the lock even if the service is killed.
  await admin.query('select pg_advisory_lock(hashtext($1))', [name]);
  await admin.query(`create database ${name} template ${template} strategy file_copy`);
  return {
    url: withOwnClock(seat.urlOf(name)),
    drop: async () => void (await admin.query(`drop database if exists ${name} with (force)`)),
  };
}

async function makeTemplate({ admin, urlOf }: ServerSeat, template: string): Promise<void> {
  const exists = 'select from pg_database where datname = $1';
  if ((await admin.query(exists, [template])).rowCount) return;
  await admin.query('select pg_advisory_lock(hashtext($1))', [template]);
  try {
    if ((await admin.query(exists, [template])).rowCount) return;
    const unfinished = `${template}_${randomBytes(6).toString('hex')}`;
    await admin.query('select pg_advisory_lock(hashtext($1))', [unfinished]);
    await admin.query(`create database ${unfinished}`);
    const url = withOwnClock(urlOf(unfinished));
    await createClock(url);
    await migrate(url, migrations, {
      pooler: 'session',
      lockTimeout: migrationLockTimeoutMs,
      onWait: () => undefined,
    });
    await admin.query(`alter database ${unfinished} rename to ${template}`);
  } finally {
    await admin.query('select pg_advisory_unlock(hashtext($1))', [template]);
  }
}

const selectLeftBehind = `
  select datname as name from pg_database
  where datname ~ $1 and pg_try_advisory_lock(hashtext(datname))`;

/** Drops databases whose services were killed, also those of other versions. */
async function dropLeftBehind(admin: pg.Client, template: string): Promise<void> {
  const pattern = `^${template.replace(/[^_]+$/, '[0-9a-f]{12}')}_[0-9a-f]{12}$`;
  const { rows } = await admin.query<{ name: string }>(selectLeftBehind, [pattern]);
  for (const { name } of rows) {
    await admin.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    await admin.query('select pg_advisory_unlock(hashtext($1))', [name]);
  }
}
