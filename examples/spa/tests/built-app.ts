import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { freePort } from '../../../tests/support/free-port.ts';
import { makeFolder } from '../../../tests/support/left-behind.ts';
import { type ServiceProcess, start } from '../../../tests/support/service-process.ts';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The built app, and a service for it. Pages load several times faster than from a development server. */
export class BuiltApp {
  url = '';
  private service: ServiceProcess | undefined;
  private readonly folder = process.env.BUILT_APP ?? '';
  private readonly server: Server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const type = types[path.extname(pathname)];
    response.setHeader('content-type', type ?? 'text/html');
    response.setHeader('content-security-policy', "frame-ancestors 'none'");
    response.end(this.read(pathname, type));
  });

  private constructor(private readonly storage: 'cookie' | 'local') {}

  static async start(
    storage: 'cookie' | 'local',
    { CORS_ORIGINS, ...env }: Readonly<Record<string, string>>,
  ): Promise<BuiltApp> {
    const app = new BuiltApp(storage);
    if (!existsSync(path.join(app.folder, 'index.html')))
      throw new Error('The app was not built. The beginning of the output says why.');
    await once(app.server.listen(0, 'localhost'), 'listening');
    app.url = `http://localhost:${(app.server.address() as AddressInfo).port}`;
    app.service = await start({
      folder: makeFolder(),
      env: {
        CORS_ORIGINS: [app.url, CORS_ORIGINS].filter(Boolean).join(','),
        APP_URL: app.url,
        REFRESH_TOKEN_COOKIE: String(storage === 'cookie'),
        // By default, the issuer of tokens contains this port. A service that starts again on it accepts them.
        PORT: String(await freePort()),
        ...env,
      },
    });
    return app;
  }

  /** The URL of the service. */
  get auth(): string {
    return this.service?.url ?? '';
  }

  /** What the service has printed. */
  get output(): string {
    return this.service?.stdout ?? '';
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.service?.end('SIGTERM');
  }

  /** The page for every path, with the settings that `start.ts` gives to the development server. */
  private read(pathname: string, type: string | undefined): Buffer | string {
    if (pathname === '/settings.js')
      return `const settings = ${JSON.stringify({ auth: this.auth, storage: this.storage })};`;
    if (type !== undefined) return readFileSync(path.join(this.folder, pathname));
    return readFileSync(path.join(this.folder, 'index.html'), 'utf8')
      .replace('http://service.invalid', new URL(this.auth).origin)
      .replace('<title>', '<script defer src="/settings.js"></script><title>');
  }
}
