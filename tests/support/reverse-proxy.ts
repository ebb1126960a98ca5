import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { until } from './left-behind.ts';

const programs = {
  haproxy: { version: ['-v'], args: (file: string) => ['-db', '-f', file] },
  nginx: { version: ['-v'], args: (file: string) => ['-c', file, '-e', 'stderr', '-g', 'daemon off;'] },
};

type Program = keyof typeof programs;

/** Whether the Debian package is installed. .ci/run installs it, so no test is skipped in CI. */
export function findProxy(program: Program): boolean {
  try {
    execFileSync(program, programs[program].version, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** @returns a configuration for nginx that sets these headers and forwards to the port. */
export const nginxBefore =
  (servicePort: string, headers: readonly string[]) => (port: number, folder: string) =>
    `
pid ${folder}/pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c;
  uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${servicePort};
      ${headers.map((header) => `proxy_set_header ${header};`).join('\n      ')}
    }
  }
}
`;

/** A real proxy on a free loopback port. */
export class ReverseProxy {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @param configure returns the configuration. The proxy may write files to `folder`. */
  static async start(
    program: Program,
    configure: (port: number, folder: string) => string,
  ): Promise<ReverseProxy> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'auth-service-proxy-'));
    const port = await freePort();
    const file = path.join(folder, 'proxy.conf');
    writeFileSync(file, configure(port, folder));
    const child = spawn(program, programs[program].args(file), { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaints = '';
    child.stderr?.on('data', (chunk) => {
      complaints += chunk;
    });
    const proxy = new ReverseProxy(port, child, folder);
    await until('the proxy to answer', async () => {
      if (child.exitCode !== null) throw new Error(`${program} did not start:\n${complaints}`);
      return (await fetch(proxy.url('/')).catch(() => undefined)) !== undefined;
    });
    return proxy;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
