import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import setUp from './global-setup.ts';

/** Prepares and builds the app once. If each start did, it would rewrite files that other starts are serving. */
export default async function setUpAll(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'auth-service-app-'));
  process.env.BUILT_APP = folder;
  // If this fails, it prints why, and only the tests of the app fail.
  if (run('npm', ['run', '--silent', 'prepare-app', '--prefix', 'examples/spa'])) {
    process.env.APP_IS_PREPARED = 'true';
    run(process.execPath, ['examples/spa/tests/build-app.ts', folder]);
  }
  await setUp();
}

function run(file: string, args: readonly string[]): boolean {
  return spawnSync(file, args, { stdio: ['ignore', 2, 2] }).status === 0;
}
