import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Debian's podman, configured to work even inside a virtual machine or a sandbox. */
const settings = `
[containers]
# Low limits: raising them may not be allowed.
default_ulimits = ["nofile=1024:4096", "nproc=1024:1024"]
log_driver = "k8s-file"
[engine]
# crun refuses hosts that mix both versions of cgroups.
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

const packages = ['podman', 'runc', 'mmdebstrap'];

/** A temporary folder, deleted when this process exits. */
export const folder = mkdtempSync(path.join(os.tmpdir(), 'auth-service-image-'));
const settingsFile = path.join(folder, 'containers.conf');
writeFileSync(settingsFile, settings);
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

export interface Done {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface RunOptions {
  input?: string;
  /** Return a failure instead of throwing. */
  mayFail?: boolean;
}

/** Runs a program to completion. @throws Error with its output. */
export function run(
  program: string,
  args: readonly string[],
  { input = '', mayFail }: RunOptions = {},
): Done {
  const env = { ...process.env, CONTAINERS_CONF: settingsFile };
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env,
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error) throw error;
  if (status !== 0 && !mayFail) throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
  return { code: status, stdout, stderr };
}

export function podman(args: readonly string[], options?: RunOptions): Done {
  return run('podman', args, options);
}

/** Runs podman without blocking this process. @returns the exit code. */
export function podmanInBackground(args: readonly string[]): Promise<number | null> {
  const env = { ...process.env, CONTAINERS_CONF: settingsFile };
  const child = spawn('podman', args, { env, stdio: 'ignore' });
  return new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
}

/** Installs podman, if this is Debian and the user is root. */
export function requirePodman(): void {
  if (packages.every((name) => run('which', [name], { mayFail: true }).code === 0)) return;
  const install = ['install', '-qq', '-y', '--no-install-recommends', ...packages];
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version'))
    throw new Error(`This needs podman: apt-get ${install.join(' ')}`);
  run('apt-get', ['update', '-qq']);
  run('apt-get', install);
}
