import pg from 'pg';
import { type RunningApp, settingGroups, startApp } from '../../src/app.ts';
import type { Feature } from '../../src/feature/feature.ts';
import { loadConfig } from '../../src/kernel/config.ts';
import { Client, makePerson, type Person } from './client.ts';
import { dropDatabase, makeDatabase } from './databases.ts';
import { openWorlds } from './open-worlds.ts';
import { testSecretKey } from './tokens.ts';

/** A password and what bcrypt makes of it at a cost of 10: those whose signup is of no interest share it. */
const shared = {
  password: 'a long walk by the sea at night',
  hash: '$2b$10$f/JE0Ri4tmWQi0GZuxTRIut/oFqtvmmeemP2DyKUSNyBqTmI.nb5a',
};

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
    private readonly isPlain: boolean,
  ) {
    super();
    this.watch({ secret: testSecretKey });
  }

  static async start({ env = {}, features, database }: Options = {}): Promise<World> {
    const environment = {
      // As in production, access tokens are signed with SECRET_KEY unless a test brings another key.
      NODE_ENV: 'production',
      JWT_ISSUER: 'http://localhost:4000',
      DEBUG: 'true',
      SIGNUPS_PER_ADDRESS: '10000/1h',
      DATABASE_URL: database ?? (await makeDatabase()),
      SECRET_KEY: testSecretKey,
      PORT: '0',
      BCRYPT_COST: '10',
      // All tests of a file come from one address.
      LOGIN_FAILURES_PER_ADDRESS: '100000/1m',
      ...env,
    };
    const isPlain = features === undefined && environment.BCRYPT_COST === '10';
    const world = new World(environment.DATABASE_URL, database === undefined, isPlain);
    world.pool = new pg.Pool({ connectionString: world.database, max: 2 });
    world.pool.on('error', () => undefined);
    world.running = await startApp({
      config: loadConfig(environment, settingGroups(features)),
      logTo: { write: (line: string) => void world.log.push(line) },
      ...(features && { features }),
    });
    openWorlds.add(world);
    return world;
  }

  /**
   * Writes the rows of an account, which saves a hash. Where the service has features of the test's own, which may listen
   * to signups, or another cost of hashes, the person signs up.
   */
  override async addPerson(): Promise<Person & { id: string }> {
    if (!this.isPlain) return this.signUpPerson();
    const { username, email } = makePerson();
    const { password, hash } = shared;
    this.watch({ password });
    const [row] = await this.sql<{ id: number }>(
      `with person as (insert into users (username, email) values ($1, $2) returning id)
       insert into password_credentials (user_id, hash) select id, $3 from person returning user_id as id`,
      [username, email, hash],
    );
    return { username, email, password, id: String(row?.id) };
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
