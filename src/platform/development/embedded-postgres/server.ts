import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresBinaries } from './binaries.ts';
import { type Cluster, clusterUser } from './cluster.ts';
import { findFreePort, isRunning, startDetached } from './process.ts';

export interface Server {
  pid: number;
  port: number;
}

const defaults = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '32MB',
  // PostgreSQL would log failing statements along with their values, such as password hashes.
  log_min_error_statement: 'panic',
};

const startTimeoutMs = 20_000;

const lockFile = (cluster: Cluster) => path.join(cluster.folder, 'postmaster.pid');

/** Reads PostgreSQL's lock file (first line: process id; fourth line: port). */
export function findServer(cluster: Cluster): Server | undefined {
  const file = lockFile(cluster);
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const server = { pid: Number(lines[0]), port: Number(lines[3]) };
  // PostgreSQL creates the file first and fills it in later.
  if (!server.pid || !server.port) return undefined;
  if (isRunning(server.pid) && isPostgres(server.pid)) return server;
  // After a reboot this id may belong to another process, which PostgreSQL would mistake for its server.
  rmSync(file, { force: true });
  return undefined;
}

function isPostgres(pid: number): boolean {
  try {
    // Ignores zombies ("Z"), which may linger in a container for seconds.
    if (process.platform === 'linux')
      return /\(postgres\) [^Z]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).includes('postgres');
  } catch {
    return false;
  }
}

export function urlOf({ port }: Server, { password }: Cluster, database: string): string {
  return `postgresql://${clusterUser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

export async function startServer(
  cluster: Cluster,
  { postgres, runAs }: PostgresBinaries,
  settings: Readonly<Record<string, string>>,
  logFile: string,
): Promise<Server> {
  const port = await findFreePort();
  const flags = Object.entries({ ...defaults, ...settings, port }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = startDetached(postgres, ['-D', cluster.folder, ...flags], runAs, logFile);
  let hasEnded = false;
  child.once('exit', () => (hasEnded = true));
  child.once('error', () => (hasEnded = true));
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline && !hasEnded && !findServer(cluster)) await sleep(20);
  return { pid: child.pid ?? 0, port };
}

/** SIGINT requests a "fast" shutdown. After a SIGQUIT, the next start has to recover from the write-ahead log. */
export async function stopServer({ pid }: Server, cluster: Cluster): Promise<void> {
  for (const name of ['SIGINT', 'SIGQUIT'] as const) {
    signal(pid, name);
    for (let waited = 0; waited < 5_000; waited += 20) {
      // PostgreSQL removes its lock file last.
      if (!isRunning(pid) || !existsSync(lockFile(cluster))) return;
      await sleep(20);
    }
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone.
  }
}
