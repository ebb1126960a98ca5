import bcrypt from 'bcrypt';
import pg from 'pg';
import { type RunningApp, startApp } from '../../src/app.ts';
import type { Feature } from '../../src/feature/feature.ts';
import { type Config, loadConfig, type SettingGroup, type SettingValues } from '../../src/kernel/config.ts';
import { passwordSettings } from '../../src/password/password.settings.ts';
import { settingGroups } from '../../src/startup/own-declarations.ts';
import { Client, makePerson, type Person } from './client.ts';
import { dropDatabase, makeDatabase, throughPooler } from './databases.ts';
import { openWorlds } from './open-worlds.ts';
import { patientDatabase } from './patience.ts';
import { testSecretKey } from './tokens.ts';

/** bcrypt's lowest cost, at which a hash takes a millisecond. The service itself requires at least 10. */
const lowestCost = 4;

/** The password for accounts whose signup is irrelevant to the test. */
const password = 'a long walk by the sea at night';

interface Options {
  env?: Record<string, string>;
  features?: readonly Feature[];
  /** An existing database to use, for example for a second replica. */
  database?: string;
}

function withCheapHashes(config: Config): Config {
  return {
    ...config,
    of<Group extends SettingGroup>(group: Group): SettingValues<Group> {
      const values = config.of(group);
      return Object.is(group, passwordSettings) ? { ...values, BCRYPT_COST: lowestCost } : values;
    },
  };
}

const random = Math.random;
let startsInProgress = 0;

/**
 * Jobs first run after a random part of their interval. Here they wait for the whole interval, which no test file outlasts:
 * otherwise a purge could delete rows that a test has aged.
 */
async function withLateJobs<Result>(start: () => Promise<Result>): Promise<Result> {
  startsInProgress += 1;
  Math.random = () => 1 - Number.EPSILON;
  try {
    return await start();
  } finally {
    startsInProgress -= 1;
    if (startsInProgress === 0) Math.random = random;
  }
}

/** A running service with its own database. Tests use it through the API. */
export class World extends Client {
  readonly log: string[] = [];
  private running!: RunningApp;
  private pool!: pg.Pool;

  private constructor(
    readonly database: string,
    private readonly ownsDatabase: boolean,
    private readonly hash: Promise<string> | undefined,
  ) {
    super();
    this.watch({ secret: testSecretKey });
  }

  static async start({ env = {}, features, database }: Options = {}): Promise<World> {
    const environment = {
      // As in production, SECRET_KEY signs access tokens unless a test sets another key.
      NODE_ENV: 'production',
      JWT_ISSUER: 'http://localhost:4000',
      DEBUG: 'true',
      SIGNUPS_PER_ADDRESS: '10000/1h',
      DATABASE_URL: database ?? (await makeDatabase()),
      SECRET_KEY: testSecretKey,
      PORT: '0',
      // All tests in a file share one IP address.
      LOGIN_FAILURES_PER_ADDRESS: '100000/1m',
      // Mails stay in the outbox unless a test sends them.
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'Auth <no-reply@auth.example>',
      MAIL_WORKER: 'false',
      ...patientDatabase,
      // Closed accounts stay until a test purges them.
      ACCOUNT_PURGE_INTERVAL: '24d',
      ...env,
    };
    const cost = Number(env.BCRYPT_COST ?? lowestCost);
    const hash = features === undefined ? bcrypt.hash(password, cost) : undefined;
    const world = new World(environment.DATABASE_URL, database === undefined, hash);
    world.pool = new pg.Pool({ connectionString: world.database, max: 2 });
    world.pool.on('error', () => undefined);
    const config = loadConfig(throughPooler(environment), settingGroups(features));
    world.running = await withLateJobs(() =>
      startApp({
        config: env.BCRYPT_COST ? config : withCheapHashes(config),
        logTo: { write: (line: string) => void world.log.push(line) },
        ...(features && { features }),
      }),
    );
    openWorlds.add(world);
    return world;
  }

  /** Inserts an account directly. With additional features, which may listen to signups, signs the user up instead. */
  override async addPerson(): Promise<Person & { id: string }> {
    if (!this.hash) return this.signUpPerson();
    const { username, email } = makePerson();
    this.watch({ password });
    const [row] = await this.sql<{ id: number }>(
      `with person as (insert into users (username, email) values ($1, $2) returning id)
       insert into password_credentials (user_id, hash) select id, $3 from person returning user_id as id`,
      [username, email, await this.hash],
    );
    return { username, email, password, id: String(row?.id) };
  }

  get url(): string {
    return this.running.url;
  }

  get app(): RunningApp['app'] {
    return this.running.app;
  }

  /** Stops the service, then checks that the log contains no secret from a request or a response. */
  async stop(): Promise<void> {
    if (!openWorlds.delete(this)) return;
    await this.endService();
    await this.pool.end();
    if (this.ownsDatabase) await dropDatabase(this.database);
    this.checkLog(this.log.join(''));
  }

  /** Stops the service but keeps its database. */
  async endService(): Promise<void> {
    await this.running.stop();
  }

  /** Runs a statement on the service's database, over a separate connection. */
  async sql<Row extends object = Record<string, unknown>>(
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    return (await this.pool.query<Row>(text, values)).rows;
  }
}
