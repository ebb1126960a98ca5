import { Client } from './client.ts';
import { Example } from './example.ts';
import { freePort } from './free-port.ts';

/** The examples' federated graph. Requests go to its gateway. */
export class Federation extends Client {
  private constructor(private readonly example: Example) {
    super();
  }

  static async start(kind: 'apollo' | 'hive', env: Readonly<Record<string, string>>): Promise<Federation> {
    const ports = { AUTH_PORT: '0', POSTS_PORT: '0', PORT: String(await freePort()) };
    return new Federation(await Example.start('federation', [kind], { ...ports, ...env }));
  }

  get url(): string {
    return this.example.url;
  }

  /** The URL of the auth service itself, bypassing the gateway. */
  get auth(): string {
    return this.example.auth;
  }

  async stop(): Promise<void> {
    await this.example.stop();
    this.checkLog(this.example.output);
  }
}
