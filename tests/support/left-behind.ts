import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from './patience.ts';

const folders = new Set<string>();

/** Creates an empty folder that every user may enter, so that the embedded PostgreSQL can store its data there. */
export function makeFolder(parent = os.tmpdir()): string {
  const folder = realpathSync(mkdtempSync(path.join(parent, 'auth-service-process-')));
  chmodSync(folder, 0o755);
  folders.add(folder);
  return folder;
}

/** Where the database of a working folder is actually stored, if it exists. */
export function clusterFolder(folder: string): string | undefined {
  const link = path.join(folder, '.data', 'postgres');
  return existsSync(link) ? realpathSync(link) : undefined;
}

/** PostgreSQL's lock file, whose first line is the process id. */
export function lockFile(folder: string): string {
  return path.join(folder, '.data', 'postgres', 'postmaster.pid');
}

export function postmasterOf(folder: string): number {
  return Number.parseInt(readFileSync(lockFile(folder), 'utf8'), 10);
}

/** Waits until no PostgreSQL uses this folder. A stopped process takes a moment to disappear. */
export async function noPostgres(folder: string): Promise<void> {
  await until(`no PostgreSQL to be left on ${folder}`, () => postgresProcesses(folder).length === 0);
}

/** Finds PostgreSQL processes by the folder in their command line, even if there is no lock file. */
export function postgresProcesses(folder: string): number[] {
  const cluster = clusterFolder(folder) ?? folder;
  return commandLines()
    .filter(([, text]) => text.includes(folder) || text.includes(cluster))
    .map(([pid]) => pid);
}

function commandLines(): [pid: number, text: string][] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-Ao', 'pid=,args='], { encoding: 'utf8' }).split('\n');
    return lines.map((line) => [Number.parseInt(line, 10), line]);
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return [[Number(pid), readFileSync(`/proc/${pid}/cmdline`, 'utf8')]];
    } catch {
      return [];
    }
  });
}

/** Waits until `look` returns a truthy value. */
export async function until<Found>(
  what: string,
  look: () => Found | false | undefined | Promise<Found | false | undefined>,
): Promise<Found> {
  for (const deadline = Date.now() + within(20_000); Date.now() < deadline; await sleep(10)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`Timed out waiting for ${what}.`);
}

/** Kills PostgreSQL processes that tests left behind, except those on folders still in use. */
export async function endPostgresOnFolders(inUse: readonly string[] = []): Promise<void> {
  for (const folder of folders) if (!inUse.includes(folder)) await endPostgres(folder);
}

export function removeFolders(): void {
  for (const folder of folders) {
    remove(clusterFolder(folder) ?? folder);
    remove(folder);
  }
}

async function endPostgres(folder: string): Promise<void> {
  for (const pid of postgresProcesses(folder)) kill(pid, 'SIGQUIT');
  await noPostgres(folder).catch(() => {
    for (const pid of postgresProcesses(folder)) kill(pid, 'SIGKILL');
  });
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone.
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
