import { spawnSync } from 'node:child_process';
import setUp from './global-setup.ts';

/** Prepares the app once. If each start did, it would rewrite files that other starts are serving. */
export default async function setUpAll(): Promise<void> {
  const { status } = spawnSync('npm', ['run', '--silent', 'prepare-app', '--prefix', 'examples/spa']);
  // Otherwise each start of the app prepares it, and reports why that fails.
  if (status === 0) process.env.APP_IS_PREPARED = 'true';
  await setUp();
}
