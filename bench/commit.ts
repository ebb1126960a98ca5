import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { progress } from './progress.ts';

/**
 * Builds the service as of a commit, next to this checkout's build. Later calls reuse the folder. @returns the folder.
 * @throws Error if git does not know the commit, or its build fails.
 */
export function buildCommit(revision: string): string {
  const run = (command: string, args: readonly string[], cwd = process.cwd()) =>
    execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  const commit = run('git', ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`]);
  const folder = path.join(os.tmpdir(), 'auth-service-bench-builds', commit);
  if (existsSync(folder)) return folder;
  progress(`building ${revision}`);
  const unfinished = `${folder}-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  run('git', ['archive', '--output', path.join(unfinished, 'source.tar'), commit]);
  run('tar', ['--extract', '--file', 'source.tar'], unfinished);
  run('npm', ['ci'], unfinished);
  run('npm', ['run', 'build'], unfinished);
  renameSync(unfinished, folder);
  return folder;
}
