import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../support/client.ts';
import { freePort } from '../support/free-port.ts';
import { type Done, podman, podmanInBackground } from './podman.ts';

/** As strict as deploy/kubernetes.yaml, except for a writable `/tmp`. */
const strict = ['--read-only', '--read-only-tmpfs=false', '--tmpfs', '/tmp', '--cap-drop', 'all'];

/** A running container, used the way a client would. */
export class Container extends Client {
  private constructor(
    private readonly name: string,
    readonly url: string,
  ) {
    super();
  }

  static async start(image: string, env: Readonly<Record<string, string>>): Promise<Container> {
    const port = await freePort();
    const name = `auth-service-${process.pid}-${port}`;
    const container = new Container(name, `http://127.0.0.1:${port}/graphql`);
    container.watch({ secret: env.SECRET_KEY });
    const variables = Object.entries({ ...env, PORT: String(port), HOST: '127.0.0.1' });
    const options = [...strict, '--security-opt', 'no-new-privileges', '--network', 'host'];
    const given = variables.flatMap(([key, value]) => ['--env', `${key}=${value}`]);
    podman(['run', '--detach', '--name', name, ...options, ...given, image]);
    await container.isReady();
    return container;
  }

  private async isReady(): Promise<void> {
    for (let time = 0; time < 600; time += 1) {
      const answer = await fetch(new URL('/readyz', this.url)).catch(() => undefined);
      if (answer?.ok) return;
      if (this.state.Status === 'exited') break;
      await sleep(100);
    }
    throw new Error(`The container did not become ready:\n${this.log}`);
  }

  get state(): { Status: string; ExitCode: number } {
    return JSON.parse(podman(['inspect', '--format', '{{json .State}}', this.name]).stdout);
  }

  get log(): string {
    const { stdout, stderr } = podman(['logs', this.name]);
    return stdout + stderr;
  }

  /** Runs a command in the container. */
  exec(command: readonly string[], { input = '', env = {} }: { input?: string; env?: object } = {}): Done {
    const variables = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
    return podman(['exec', '--interactive', ...variables, this.name, ...command], { input, mayFail: true });
  }

  /** Runs the image's HEALTHCHECK. */
  isHealthy(): boolean {
    return podman(['healthcheck', 'run', this.name], { mayFail: true }).code === 0;
  }

  /** Sends SIGTERM, and SIGKILL half a minute later. @returns the exit code, and how many seconds it took. */
  async stop(): Promise<{ code: number; seconds: number }> {
    const from = performance.now();
    await podmanInBackground(['stop', '--time', '30', this.name]);
    const seconds = (performance.now() - from) / 1000;
    this.checkLog(this.log);
    return { code: this.state.ExitCode, seconds };
  }

  remove(): void {
    podman(['rm', '--force', this.name], { mayFail: true });
  }
}
