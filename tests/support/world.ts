import pg from 'pg';
import { type RunningApp, settingGroups, startApp } from '../../src/app.ts';
import type { Feature } from '../../src/feature/feature.ts';
import { loadConfig } from '../../src/kernel/config.ts';
import { Client } from './client.ts';
import { dropDatabase, makeDatabase } from './databases.ts';
import { openWorlds } from './open-worlds.ts';
import { testSecretKey } from './tokens.ts';

interface Options {
  env?: Record<string, string>;
  features?: readonly Feature[];
  /** An existing database, for a second replica on it. */
  database?: string;
}

/** A running service on a database of its own, and what a test does with it through the front door. */
export class World extends Client {
  readonly log: string[] = [];
  private running!: RunningApp;
  private pool!: pg.Pool;

  private constructor(
    readonly database: string,
    private readonly ownsDatabase: boolean,
  ) {
    super();
    this.watch({ secret: testSecretKey });
  }

  static async start({ env = {}, features, database }: Options = {}): Promise<World> {
    const world = new World(database ?? (await makeDatabase()), database === undefined);
    world.pool = new pg.Pool({ connectionString: world.database, max: 2 });
    const environment = {
      // As in production, access tokens are signed with SECRET_KEY unless a test brings another key.
      NODE_ENV: 'production',
      DEBUG: 'true',
      SIGNUPS_PER_ADDRESS: '10000/1h',
      DATABASE_URL: world.database,
      SECRET_KEY: testSecretKey,
      PORT: '0',
      BCRYPT_COST: '10',
      // All tests of a file come from one address.
      LOGIN_FAILURES_PER_ADDRESS: '100000/1m',
      ...env,
    };
    world.running = await startApp({
      config: loadConfig(environment, settingGroups(features)),
      logTo: { write: (line: string) => void world.log.push(line) },
      ...(features && { features }),
    });
    openWorlds.add(world);
    return world;
  }

  get url(): string {
    return this.running.url;
  }

  get app(): RunningApp['app'] {
    return this.running.app;
  }

  /** Ends the service. No secret that went in or out may have come into its log. */
  async stop(): Promise<void> {
    if (!openWorlds.delete(this)) return;
    await this.endService();
    await this.pool.end();
    if (this.ownsDatabase) await dropDatabase(this.database);
    this.checkLog(this.log.join(''));
  }

  /** Ends the service alone, and leaves its database to others. */
  async endService(): Promise<void> {
    await this.running.stop();
  }

  /** Rows of the service's own database, looked at from outside. */
  async sql<Row extends object = Record<string, unknown>>(
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    return (await this.pool.query<Row>(text, values)).rows;
  }
}
