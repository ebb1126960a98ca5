import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../src/platform/embedded-postgres/embedded-postgres.ts';
import { deriveKeys } from '../src/platform/signed-tokens.ts';
import { Connection } from './connection.ts';
import { Contestant, type ContestantName } from './contestants.ts';
import { makePerson, type Person, type Ticket, write } from './operations.ts';
import { progress } from './progress.ts';

interface Parts {
  folder: string;
  server: EmbeddedPostgres;
  env: Record<string, string>;
  foreign: string;
}

/** Where contestants stand: one PostgreSQL, one database for the service's tables and one for foreign ones. */
export class Ground {
  private readonly running: Contestant[] = [];

  private readonly folder: string;
  private readonly server: EmbeddedPostgres;
  /** What every contestant is told. */
  private readonly env: Record<string, string>;
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
    const server = await startEmbeddedPostgres({ dataFolder: folder, settings: { max_connections: '200' } });
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
      AUDIENCE: 'auth-service',
      // All load comes from one address. The limits count it all the same, and stay below these.
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
    options: { env?: Record<string, string>; execArgv?: readonly string[] } = {},
  ): Promise<Contestant> {
    progress(`starting ${name}`);
    const database = name === 'better-auth' && { DATABASE_URL: this.foreign };
    const env = { ...this.env, ...database, ...options.env };
    const { execArgv = [] } = options;
    const contestant = await Contestant.start(name, env, { folder: this.folder, execArgv });
    this.running.push(contestant);
    return contestant;
  }

  async sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.server.url });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Signs up people and logs them in, through the front door. */
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
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
