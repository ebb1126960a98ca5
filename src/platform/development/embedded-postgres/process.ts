import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import net from 'node:net';
import type { RunAs } from './binaries.ts';

/** PostgreSQL must not inherit this process's environment, which contains secrets. Every user can read the root folder. */
const surroundings = { cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' } };

/** Runs a program to completion, even after Ctrl-C. @throws Error with its output if it fails. */
export function run(program: string, args: string[], runAs: RunAs): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { ...surroundings, ...runAs, detached: true };
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${program} failed with exit code ${code}:\n${output.trim()}`)),
    );
  });
}

/** Uses a separate process group: Ctrl-C reaches only the service, which stops the database once its requests are done. */
export function startDetached(program: string, args: string[], runAs: RunAs, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(program, args, {
      ...surroundings,
      ...runAs,
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Finds a TCP port on the loopback interface that is currently free. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
