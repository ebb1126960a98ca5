import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../../src/platform/development/embedded-postgres/embedded-postgres.ts';
import { adminStatement, databaseUrl, templateName } from './databases.ts';
import { testCluster } from './test-cluster.ts';

/**
 * One PostgreSQL for the whole run and one migrated database, which every test file copies. The migrations run in a
 * process of their own, as they do in production.
 */
export default async function setUp(): Promise<void> {
  if (!process.env.TEST_DATABASE_URL) await startCluster();
  await adminStatement(`drop database if exists ${templateName}`);
  await adminStatement(`create database ${templateName}`);
  const env = { ...process.env, DATABASE_URL: databaseUrl(templateName) };
  execFileSync(process.execPath, ['dist/src/migrate.js'], { env, stdio: 'inherit' });
}

async function startCluster(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'auth-service-tests-'));
  chmodSync(folder, 0o755);
  // Nothing here has to survive a power cut.
  const settings = {
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    max_connections: '300',
    // As distributed engines have it, and some teams: TEST_ISOLATION=serializable.
    default_transaction_isolation: process.env.TEST_ISOLATION ?? 'read committed',
  };
  testCluster.server = await startEmbeddedPostgres({ dataFolder: folder, settings });
  testCluster.folder = folder;
  process.env.TEST_DATABASE_URL = testCluster.server.url;
}
