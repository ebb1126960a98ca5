import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type RunningApp, startApp } from '../../src/app.ts';
import type { Feature } from '../../src/feature.ts';
import { dropDatabase, makeDatabase } from './databases.ts';

export const testSecretKey = 'test-0123456789-abcdefghijklmnopqrstuvwxyz';

/** A GraphQL answer as a client sees it. */
export interface Answer {
  status: number;
  text: string;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are whatever the test asked for
  data?: any;
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> & { code: string } }[];
}

export interface Person {
  username: string;
  email: string;
  password: string;
}

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  tokenType: string;
  expiresIn: number;
  refreshExpiresIn: number;
}

interface Options {
  env?: Record<string, string>;
  features?: readonly Feature[];
  /** An existing database, for a second replica on it. */
  database?: string;
}

const tokenFields = 'accessToken refreshToken tokenType expiresIn refreshExpiresIn';

/** A running service on a database of its own, and what a test does with it through the front door. */
export class World {
  readonly log: string[] = [];
  private readonly secrets = new Set<string>([testSecretKey]);
  private running!: RunningApp;
  private pool!: pg.Pool;

  private constructor(
    readonly database: string,
    private readonly ownsDatabase: boolean,
  ) {}

  static async start({ env = {}, features, database }: Options = {}): Promise<World> {
    const world = new World(database ?? (await makeDatabase()), database === undefined);
    world.pool = new pg.Pool({ connectionString: world.database, max: 2 });
    world.running = await startApp({
      env: { DATABASE_URL: world.database, SECRET_KEY: testSecretKey, PORT: '0', BCRYPT_COST: '10', ...env },
      logTo: { write: (line: string) => void world.log.push(line) },
      ...(features && { features }),
    });
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
    await this.running.stop();
    await this.pool.end();
    if (this.ownsDatabase) await dropDatabase(this.database);
    const log = this.log.join('');
    for (const secret of this.secrets) {
      if (log.includes(secret)) throw new Error(`The log holds a secret: ${secret}`);
    }
  }

  /** Sends one operation. `headers` come last and may overwrite any. */
  async ask(
    query: string,
    variables: object = {},
    { token, headers = {} }: { token?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    this.collectSecrets(variables);
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, text, ...JSON.parse(text) };
    this.collectSecrets(answer.data);
    return answer;
  }

  /** Rows of the service's own database, looked at from outside. */
  async sql<Row extends object = Record<string, unknown>>(
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    return (await this.pool.query<Row>(text, values)).rows;
  }

  signUp(person: Person): Promise<Answer> {
    return this.ask(
      'mutation ($input: SignupInput!) { signup(input: $input) { id username email isActive } }',
      {
        input: person,
      },
    );
  }

  /** A person with an account. */
  async addPerson(): Promise<Person & { id: string }> {
    const person = makePerson();
    const { data } = await this.signUp(person);
    return { ...person, id: data.signup.id };
  }

  logIn({ username, password }: Pick<Person, 'username' | 'password'>): Promise<Answer> {
    return this.ask(`mutation ($input: LoginInput!) { login(input: $input) { ${tokenFields} } }`, {
      input: { username, password },
    });
  }

  /** The tokens of a new session, of a new person unless one is given. */
  async openSession(person?: Person): Promise<Tokens> {
    return (await this.logIn(person ?? (await this.addPerson()))).data.login;
  }

  refresh(refreshToken: string, options: Parameters<World['ask']>[2] = {}): Promise<Answer> {
    const query = `mutation ($input: RefreshInput!) { refresh(input: $input) { ${tokenFields} } }`;
    return this.ask(query, { input: { refreshToken } }, options);
  }

  me(token?: string): Promise<Answer> {
    return this.ask('{ me { id username email isActive } }', {}, token === undefined ? {} : { token });
  }

  logOut(input: object | null = null, token?: string): Promise<Answer> {
    const query = 'mutation ($input: LogoutInput) { logout(input: $input) { message revokedSessions } }';
    return this.ask(query, { input }, token === undefined ? {} : { token });
  }

  private collectSecrets(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      const isSecret = typeof inner === 'string' && /password|token$/i.test(name) && inner.length >= 8;
      if (isSecret) this.secrets.add(inner);
      else this.collectSecrets(inner);
    }
  }
}

/** Somebody who does not exist yet; no two are alike. */
export function makePerson(): Person {
  const username = `user-${randomBytes(6).toString('hex')}`;
  return {
    username,
    email: `${username}@example.com`,
    password: `a long walk ${randomBytes(8).toString('hex')}`,
  };
}

/** The codes of an answer's errors. */
export function codes({ errors }: Answer): string[] {
  return (errors ?? []).map(({ extensions }) => extensions.code);
}
