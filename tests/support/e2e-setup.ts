import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import setUp from './global-setup.ts';

const app = 'examples/spa';

/** Prepares the app once. If each start did, it would rewrite files that other starts are serving. */
export default async function setUpAll(): Promise<void> {
  if (existsSync(`${app}/node_modules`)) {
    execFileSync('npm', ['run', '--silent', 'prepare-app', '--prefix', app], { stdio: 'inherit' });
  }
  await setUp();
}
