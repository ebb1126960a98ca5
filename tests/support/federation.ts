import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Client } from './client.ts';
import { freePort } from './free-port.ts';
import { until } from './left-behind.ts';

const folder = 'examples/federation';

/** Whether its packages are installed, which are many: `npm ci --prefix examples/federation`. */
export function findFederationExample(): boolean {
  return existsSync(`${folder}/node_modules`);
}

/** The example as its users start it: the auth service, a subgraph of posts, and a gateway, which is what answers. */
export class Federation extends Client {
  url = '';
  auth = { url: '' };
  private output = '';
  private readonly child: ChildProcess;

  private constructor(kind: string, port: number, env: Readonly<Record<string, string>>) {
    super();
    this.child = spawn(process.execPath, ['start.ts', kind], {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        AUTH_PORT: '0',
        POSTS_PORT: '0',
        PORT: String(port),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => (this.output += chunk));
    }
  }

  static async start(kind: 'apollo' | 'hive', env: Readonly<Record<string, string>>): Promise<Federation> {
    const started = new Federation(kind, await freePort(), env);
    await until('the gateway to be ready', () => {
      if (started.child.exitCode !== null) throw new Error(`It did not start:\n${started.output}`);
      const [, auth, gateway] = /auth: (\S+)[\s\S]*ready: (\S+)/.exec(started.output) ?? [];
      Object.assign(started, { url: gateway, auth: { url: auth } });
      return gateway;
    });
    return started;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
    this.checkLog(this.output);
  }
}
