import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/development/embedded-postgres/embedded-postgres.ts';
import { Cable } from '../support/cable.ts';
import { makeFolder } from '../support/left-behind.ts';
import { Pooler, type PoolerKind } from '../support/pooler.ts';
import { run, ServiceProcess } from '../support/service-process.ts';
import { Standby } from '../support/standby.ts';
import { testSecretKey } from '../support/tokens.ts';

/** A service in its own process, on a real PostgreSQL. Scenarios may kill either one at any moment. */
export class Ground {
  service!: ServiceProcess;
  readonly replicas: ServiceProcess[] = [];
  private database!: EmbeddedPostgres;
  private cable!: Cable;
  private standby: Standby | undefined;
  private stream: Cable | undefined;
  /** Present if TEST_DATABASE_POOLER is set. Reaches the database through the cable. */
  private pooler: Pooler | undefined;
  private readonly folder = makeFolder();
  private port = 0;

  private constructor(
    private readonly env: Readonly<Record<string, string>>,
    private readonly isDirect: boolean,
    private readonly build: string,
  ) {}

  /** @param isDirect leaves out the cable between service and database. A cable adds latency, but restarts need one. */
  static async prepare(
    env: Readonly<Record<string, string>> = {},
    { isDirect = false, build = 'dist' } = {},
  ): Promise<Ground> {
    const ground = new Ground(env, isDirect, build);
    await ground.startDatabase();
    await ground.startService();
    return ground;
  }

  /** Starts the service. Its URL stays the same across restarts. */
  async startService(): Promise<void> {
    this.service = await this.launch(this.port);
    this.port = Number(new URL(this.service.url).port);
  }

  /** Starts another process on the same database, with a different URL. */
  async addReplica(): Promise<ServiceProcess> {
    const replica = await this.launch(0);
    this.replicas.push(replica);
    return replica;
  }

  private launch(port: number): Promise<ServiceProcess> {
    const env = { ...this.environment, PORT: String(port) };
    return new ServiceProcess({ folder: this.folder, build: this.build, env }).ready();
  }

  /** Environment variables for the services. */
  get environment(): Readonly<Record<string, string>> {
    const url = new URL(this.database.url);
    if (this.pooler) url.port = String(this.pooler.port);
    else if (!this.isDirect) url.port = String(this.cable.port);
    return {
      NODE_ENV: 'production',
      JWT_ISSUER: 'http://localhost:4000',
      // The same flag as in `npm start`.
      NODE_OPTIONS: '--max-semi-space-size=16',
      SECRET_KEY: testSecretKey,
      DATABASE_URL: url.href,
      ...(this.pooler && { DATABASE_POOLER: 'transaction' }),
      BCRYPT_COST: '10',
      SIGNUPS_PER_ADDRESS: 'off',
      LOGIN_FAILURES_PER_ADDRESS: 'off',
      REFRESHES_PER_ADDRESS: 'off',
      ...this.env,
    };
  }

  async killService(): Promise<void> {
    await this.service.end('SIGKILL');
  }

  async startDatabase(): Promise<void> {
    this.database = await startEmbeddedPostgres({ dataFolder: path.join(this.folder, 'database') });
    const target = new URL(this.database.url);
    this.cable ??= await Cable.to(target);
    this.cable.target = target;
    const kind = process.env.TEST_DATABASE_POOLER;
    if (!kind || this.pooler) return;
    const url = new URL(target);
    url.port = String(this.cable.port);
    this.pooler = await Pooler.start(kind as PoolerKind, url);
  }

  /** SIGQUIT is PostgreSQL's immediate shutdown, SIGINT its fast shutdown. */
  async stopDatabase(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    const pid = Number.parseInt(
      readFileSync(path.join(this.folder, 'database/postgres/postmaster.pid'), 'utf8'),
      10,
    );
    process.kill(pid, signal);
    while (isAlive(pid)) await sleep(20);
  }

  /** Starts a streaming standby. If it is synchronous, commits wait for it. */
  async addStandby({ isSynchronous = false } = {}): Promise<void> {
    const primary = new URL(this.database.url);
    this.stream = await Cable.to(primary);
    const copyOf = path.join(this.folder, 'database/postgres');
    this.standby = await Standby.start({
      primary,
      copyOf,
      folder: makeFolder(),
      streamFrom: this.stream.port,
    });
    if (isSynchronous) {
      await this.sql("alter system set synchronous_standby_names = 'standby'");
      await this.sql('select pg_reload_conf()');
    }
    await this.standby.catchUp(primary);
  }

  /** Cuts the standby off from later commits. */
  holdStandbyBack(): void {
    this.stream?.freeze();
  }

  /**
   * Kills the database and promotes the standby, which the service finds under the same host and port.
   * @param look reads rows before the service can change them.
   */
  async failOver(look: () => Promise<void> = async () => undefined): Promise<void> {
    if (!this.standby) throw new Error('There is no standby.');
    this.cable.pull();
    await this.stopDatabase('SIGKILL');
    await this.standby.promote();
    this.database = { url: this.standby.url.href, stop: () => this.standby?.stop() ?? Promise.resolve() };
    await look();
    this.cable.target = this.standby.url;
    this.cable.plugIn();
  }

  /** Runs an administration command on the database. @returns the objects it printed. */
  async admin(...args: string[]): Promise<Record<string, unknown>[]> {
    const env = this.environment;
    const { code, stdout, stderr } = await run({ folder: this.folder, program: 'admin', args, env });
    if (code !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  /** Queries over a separate connection. */
  async sql<Row extends object>(text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.database.url });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Runs a statement in a separate transaction, which stays open. @returns a function that ends it. */
  async hold(text: string): Promise<() => Promise<void>> {
    const client = new pg.Client({ connectionString: this.database.url });
    await client.connect();
    await client.query('begin');
    await client.query(text);
    return () => client.end();
  }

  /** The service's resident memory in MB, either current or peak. */
  memory(what: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
    const status = readFileSync(`/proc/${this.service.pid}/status`, 'utf8');
    return Math.round(Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  }

  /** The service's number of open file descriptors. */
  descriptors(): number {
    return readdirSync(`/proc/${this.service.pid}/fd`).length;
  }

  /** The HTTP status for a path outside the API. */
  async status(path: string): Promise<number> {
    return (await fetch(new URL(path, this.service.url))).status;
  }

  async leave(): Promise<void> {
    for (const each of [this.service, ...this.replicas]) await each.end('SIGKILL');
    await this.pooler?.stop();
    await this.cable.remove();
    await this.stream?.remove();
    await this.database.stop();
  }
}

function isAlive(pid: number): boolean {
  try {
    // A zombie has exited, but its parent has not noticed yet.
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
