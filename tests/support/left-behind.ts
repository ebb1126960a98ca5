import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from './patience.ts';

const folders = new Set<string>();

/** An empty folder that every user may pass through, so that a database is made inside it. */
export function makeFolder(parent = os.tmpdir()): string {
  const folder = realpathSync(mkdtempSync(path.join(parent, 'auth-service-process-')));
  chmodSync(folder, 0o755);
  folders.add(folder);
  return folder;
}

/** Where the database of a working folder really lies, once there is one. */
export function clusterFolder(folder: string): string | undefined {
  const link = path.join(folder, '.data', 'postgres');
  return existsSync(link) ? realpathSync(link) : undefined;
}

/** PostgreSQL's own lock file; its first line is the process id. */
export function lockFile(folder: string): string {
  return path.join(folder, '.data', 'postgres', 'postmaster.pid');
}

export function postmasterOf(folder: string): number {
  return Number.parseInt(readFileSync(lockFile(folder), 'utf8'), 10);
}

/** Waits until no PostgreSQL works below this folder any more; what has ended takes a moment to be gone. */
export async function noPostgres(folder: string): Promise<void> {
  await until(`no PostgreSQL to be left on ${folder}`, () => postgresProcesses(folder).length === 0);
}

/** The processes whose command line names the folder: PostgreSQL's, also where its lock file is missing. */
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

/** Waits until `look` finds something. */
export async function until<Found>(
  what: string,
  look: () => Found | false | undefined | Promise<Found | false | undefined>,
): Promise<Found> {
  for (const deadline = Date.now() + within(20_000); Date.now() < deadline; await sleep(10)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`Waited in vain for ${what}.`);
}

/** Ends what works on the folders but those in use, however a test has left it. */
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
    // It ended by itself.
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
