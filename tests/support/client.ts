import { randomBytes } from 'node:crypto';

/** A GraphQL response. */
export interface Answer {
  status: number;
  text: string;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the query of the test
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

const tokenFields = 'accessToken refreshToken tokenType expiresIn refreshExpiresIn';

export interface AskOptions {
  token?: string;
  headers?: Record<string, string>;
  /** Selects one of several operations in the document. */
  operationName?: string;
}

/** The operations tests send to a service through its API, however the service was started. */
export abstract class Client {
  /** The GraphQL endpoint's URL. */
  abstract readonly url: string;

  private readonly secrets = new Set<string>();

  /** Records the passwords, tokens and codes in requests and responses. */
  watch(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      const isSecret =
        typeof inner === 'string' &&
        /password(?!ChangedAt)|secret|challenge|(token|code)$/i.test(name) &&
        inner.length >= 8;
      if (isSecret) this.secrets.add(inner);
      else if (name === 'recoveryCodes' && Array.isArray(inner))
        for (const recoveryCode of inner) this.watch({ recoveryCode });
      else this.watch(inner);
    }
  }

  /** @throws if the log contains a secret from a request or a response. */
  protected checkLog(log: string): void {
    for (const secret of this.secrets) {
      if (log.includes(secret)) throw new Error(`The log holds a secret: ${secret}`);
    }
  }

  /** Sends one operation. `headers` override all others. */
  async ask(
    query: string,
    variables: object = {},
    { token, headers = {}, operationName }: AskOptions = {},
  ): Promise<Answer> {
    this.watch({ variables, token, headers });
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables, operationName }),
    });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, text, ...JSON.parse(text) };
    this.watch(answer.data);
    return answer;
  }

  signUp(person: Person, options: AskOptions = {}): Promise<Answer> {
    const query = 'mutation ($input: SignupInput!) { signup(input: $input) { id username email isActive } }';
    return this.ask(query, { input: person }, options);
  }

  /** Signs up a new user through the API. */
  async signUpPerson(): Promise<Person & { id: string }> {
    const person = makePerson();
    const { data } = await this.signUp(person);
    return { ...person, id: data.signup.id };
  }

  /** Adds an account, in the fastest way the service allows. */
  addPerson(): Promise<Person & { id: string }> {
    return this.signUpPerson();
  }

  logIn(
    { username, password }: Pick<Person, 'username' | 'password'>,
    options: AskOptions = {},
  ): Promise<Answer> {
    const query = `mutation ($input: LoginInput!) { login(input: $input) { ${tokenFields} } }`;
    return this.ask(query, { input: { username, password } }, options);
  }

  /** Opens a session, for a new user unless one is given. @returns its tokens. */
  async openSession(person?: Person): Promise<Tokens> {
    return (await this.logIn(person ?? (await this.addPerson()))).data.login;
  }

  refresh(refreshToken: string, options: AskOptions = {}): Promise<Answer> {
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
}

/** Makes up a unique user, who has no account yet. */
export function makePerson(): Person {
  const username = `user-${randomBytes(6).toString('hex')}`;
  return {
    username,
    email: `${username}@example.com`,
    password: `a long walk ${randomBytes(8).toString('hex')}`,
  };
}

/** The error codes in a response. */
export function codes({ errors }: Answer): string[] {
  return (errors ?? []).map(({ extensions }) => extensions.code);
}

/** Makes a request come from this IP address, via a proxy the service trusts (TRUST_PROXY). */
export function from(address: string): AskOptions {
  return { headers: { 'x-forwarded-for': address } };
}
