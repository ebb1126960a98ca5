import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../../src/platform/development/embedded-postgres/embedded-postgres.ts';
import { adminStatement, databaseUrl, templateName } from './databases.ts';
import { Pooler, type PoolerKind } from './pooler.ts';
import { testCluster } from './test-cluster.ts';

/**
 * Starts one PostgreSQL for the whole run, with one migrated database that each test file copies. Migrations run in a
 * separate process, as in production.
 */
export default async function setUp(): Promise<void> {
  if (!process.env.TEST_DATABASE_URL) await startCluster();
  await adminStatement(`drop database if exists ${templateName}`);
  await adminStatement(`create database ${templateName}`);
  const env = { ...process.env, DATABASE_URL: databaseUrl(templateName) };
  execFileSync(process.execPath, ['dist/src/migrate.js'], { env, stdio: 'inherit' });
  await startPooler();
}

/** With TEST_DATABASE_POOLER=pgbouncer or pgpool, the service connects through a pooler. Queries made by tests bypass it. */
async function startPooler(): Promise<void> {
  const kind = process.env.TEST_DATABASE_POOLER;
  if (!kind) return;
  testCluster.pooler = await Pooler.start(kind as PoolerKind, new URL(databaseUrl('postgres')));
  process.env.TEST_POOLER_PORT = String(testCluster.pooler.port);
}

async function startCluster(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'auth-service-tests-'));
  chmodSync(folder, 0o755);
  // Test data need not survive a power failure.
  const settings = {
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    max_connections: '300',
    // TEST_ISOLATION=serializable simulates distributed engines, and teams that insist on this level.
    default_transaction_isolation: process.env.TEST_ISOLATION ?? 'read committed',
  };
  testCluster.server = await startEmbeddedPostgres({ dataFolder: folder, settings });
  testCluster.folder = folder;
  process.env.TEST_DATABASE_URL = testCluster.server.url;
}
