import { createSecretKey, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import jwt from 'jsonwebtoken';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../src/platform/development/embedded-postgres/embedded-postgres.ts';
import { deriveKeys } from '../src/platform/tokens/signed-tokens.ts';
import { Pooler } from '../tests/support/pooler.ts';
import { Connection } from './connection.ts';
import { Contestant, type ContestantName } from './contestants.ts';
import { makePerson, type Person, type Ticket, write } from './operations.ts';
import { secondsOfFamily } from './processor-time.ts';
import { progress } from './progress.ts';

type Environment = Record<'ACCESS_KEY' | 'REFRESH_KEY' | 'ISSUER' | 'AUDIENCE', string> &
  Record<string, string>;

interface Parts {
  folder: string;
  server: EmbeddedPostgres;
  env: Environment;
  foreign: string;
}

/** Memory settings for a million users. Everything else is PostgreSQL's default, so every commit is flushed to disk. */
const settings = { max_connections: '200', shared_buffers: '1GB', max_wal_size: '4GB' };

/** What all contestants run on: a PostgreSQL server with one database for the service's tables and one for any others. */
export class Ground {
  private readonly running: Contestant[] = [];
  private pooler: Pooler | undefined;

  private readonly folder: string;
  private readonly server: EmbeddedPostgres;
  /** Environment variables passed to every contestant. */
  private readonly env: Environment;
  private readonly foreign: string;

  private constructor({ folder, server, env, foreign }: Parts) {
    this.folder = folder;
    this.server = server;
    this.env = env;
    this.foreign = foreign;
  }

  static async prepare({ cost }: { cost: number }): Promise<Ground> {
    progress('starting PostgreSQL');
    const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'auth-service-bench-')));
    chmodSync(folder, 0o755);
    const server = await startEmbeddedPostgres({ dataFolder: folder, settings });
    const foreign = new URL(server.url);
    foreign.pathname = '/foreign_tables';
    const secret = randomBytes(32).toString('base64url');
    const keyFor = (purpose: string) => deriveKeys([secret], purpose)[0].export().toString('hex');
    const env = {
      DATABASE_URL: server.url,
      SECRET_KEY: secret,
      BCRYPT_COST: String(cost),
      ACCESS_KEY: keyFor('access-token/v1'),
      REFRESH_KEY: keyFor('refresh-token/v1'),
      ISSUER: 'http://localhost:4000',
      JWT_ISSUER: 'http://localhost:4000',
      AUDIENCE: 'auth-service',
      // All load comes from one IP address. Attempts are still counted, but these limits are too high to reject any.
      SIGNUPS_PER_ADDRESS: '1000000/1h',
      REFRESHES_PER_ADDRESS: '1000000/1m',
      SESSIONS_PER_USER: '10000',
    };
    const ground = new Ground({ folder, server, env, foreign: foreign.href });
    await ground.sql('create database foreign_tables');
    return ground;
  }

  async start(
    name: ContestantName,
    options: { env?: Record<string, string>; execArgv?: readonly string[]; program?: string } = {},
  ): Promise<Contestant> {
    progress(`starting ${name}`);
    const database =
      (name === 'better-auth' && { DATABASE_URL: this.foreign }) ||
      (name === 'pooled' && { DATABASE_URL: await this.poolerUrl() });
    const env = { ...this.env, ...database, ...options.env };
    const { execArgv = [], program } = options;
    const contestant = await Contestant.start(name, env, {
      folder: this.folder,
      execArgv,
      ...(program !== undefined && { program }),
    });
    this.running.push(contestant);
    return contestant;
  }

  private async poolerUrl(): Promise<string> {
    this.pooler ??= await Pooler.start('pgbouncer', new URL(this.server.url));
    return this.pooler.url(this.server.url);
  }

  /** The URL of one of the server's databases. */
  databaseUrl(name: string): string {
    const url = new URL(this.server.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  async makeDatabase(name: string): Promise<string> {
    await this.sql(`create database ${name}`);
    return this.databaseUrl(name);
  }

  async megabytesOf(database: string): Promise<number> {
    const [row] = await this.sql<{ mb: number }>('select pg_database_size($1) / 1000000 as mb', [database]);
    return Number(row?.mb);
  }

  /** CPU time of PostgreSQL's processes in seconds, ended ones included; 0 if the system does not report it. */
  async processorSeconds(): Promise<number> {
    const [row] = await this.sql<{ pid: string }>(
      "select split_part(pg_read_file('postmaster.pid'), chr(10), 1) as pid",
    );
    return secondsOfFamily(Number(row?.pid));
  }

  /** The number of sequential scans per table. */
  async wholeReads(database: string): Promise<Record<string, number>> {
    const rows = await this.sql<{ name: string; count: string }>(
      `select relname as name, seq_scan as count from pg_stat_user_tables
       where relname in ('users', 'sessions', 'password_credentials')`,
      [],
      { database: this.databaseUrl(database) },
    );
    return Object.fromEntries(rows.map(({ name, count }) => [name, Number(count)]));
  }

  /** Issues tokens just like the service. */
  issueTokens(userId: number, sessionId: string, secret: string): Omit<Ticket, 'person'> {
    const { ACCESS_KEY, REFRESH_KEY, ISSUER: iss, AUDIENCE } = this.env;
    const iat = Math.floor(Date.now() / 1_000);
    const sign = (key: string, typ: string, claims: object) =>
      jwt.sign({ iss, sub: String(userId), sid: sessionId, iat, ...claims }, createSecretKey(key, 'hex'), {
        header: { alg: 'HS256', typ },
      });
    const day = 86_400;
    return {
      accessToken: sign(ACCESS_KEY, 'at+jwt', { aud: AUDIENCE, exp: iat + day, jti: 'bench' }),
      refreshToken: sign(REFRESH_KEY, 'rt+jwt', {
        aud: `${AUDIENCE}/refresh`,
        gen: 0,
        sec: secret,
        exp: iat + 30 * day,
      }),
    };
  }

  async sql<Row extends object>(
    text: string,
    values: unknown[] = [],
    { database = this.server.url } = {},
  ): Promise<Row[]> {
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Signs users up and logs them in through the API. */
  async openSessions(contestant: Contestant, people: number, sessionsEach: number): Promise<Ticket[]> {
    const connections = await Promise.all(Array.from({ length: 4 }, () => Connection.open(contestant.url)));
    const left = Array.from({ length: people }, makePerson);
    const tickets: Ticket[] = [];
    await Promise.all(
      connections.map(async (connection) => {
        for (let person = left.pop(); person; person = left.pop()) {
          tickets.push(...(await this.open(contestant, connection, person, sessionsEach)));
          progress(`opening sessions at ${contestant.name}: ${tickets.length} of ${people * sessionsEach}`);
        }
        connection.close();
      }),
    );
    return tickets;
  }

  private async open(
    { dialect }: Contestant,
    connection: Connection,
    person: Person,
    count: number,
  ): Promise<Ticket[]> {
    const tickets: Ticket[] = [];
    const ask = async (operation: 'signup' | 'login', ticket: Ticket) =>
      dialect.accept(operation, ticket, await connection.exchange(write(dialect.request(operation, ticket))));
    await ask('signup', { person, accessToken: '', refreshToken: '' });
    for (let number = 0; number < count; number += 1) {
      const ticket = { person, accessToken: '', refreshToken: '' };
      await ask('login', ticket);
      tickets.push(ticket);
    }
    return tickets;
  }

  async leave(): Promise<void> {
    for (const contestant of this.running) await contestant.stop();
    await this.pooler?.stop();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
