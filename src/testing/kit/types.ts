export interface StartOptions {
  /** Settings of the service, by their names in docs/configuration.md: `{ REFRESH_TOKEN_COOKIE: 'true' }`. */
  env?: Readonly<Record<string, string>>;
  /** The port of the service. The default is any free port. */
  port?: number;
  /** Prints the log of the service to standard error. */
  verbose?: boolean;
}

export interface NewUser {
  username?: string;
  email?: string;
  password?: string;
  /** The default is true. */
  emailVerified?: boolean;
}

/** The tokens of a session that the service has opened. */
export interface Tokens {
  readonly sessionId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
  /** Seconds until the refresh token expires. */
  readonly refreshExpiresIn: number;
}

export interface SessionOptions {
  /** The browser of the session. The service mails the owner when a login comes from another one. */
  userAgent?: string;
}

export interface StorageStateOptions extends SessionOptions {
  /** The origin of the app, such as `http://localhost:5173`. Required if the app keeps the session in localStorage. */
  origin?: string;
  /**
   * Where the app keeps the refresh token: in the service's cookie (`REFRESH_TOKEN_COOKIE=true`), or in localStorage. The
   * default follows the setting of the service.
   */
  mode?: 'cookie' | 'storage';
  /** The URL by which the browser reaches the service. The default is `auth.url`. */
  url?: string;
  /** The key in localStorage, as the app passes it to `webStorage`. The default is `auth-session`. */
  key?: string;
}

/** Playwright's `storageState`: a browser context that is logged in. */
export interface StorageState {
  cookies: {
    name: string;
    value: string;
    domain: string;
    path: string;
    expires: number;
    httpOnly: boolean;
    secure: boolean;
    sameSite: 'Strict' | 'Lax' | 'None';
  }[];
  origins: { origin: string; localStorage: { name: string; value: string }[] }[];
}

export interface TestUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
  /** Opens a session. @returns its access token. */
  token(options?: SessionOptions): Promise<string>;
  /** Opens a session. @returns its tokens. */
  tokens(options?: SessionOptions): Promise<Tokens>;
  /** Opens a session. @returns the state of a browser that has this session. */
  storageState(options?: StorageStateOptions): Promise<StorageState>;
}

export interface Mail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** By the service's clock. */
  readonly at: Date;
  /** The link with a token; null if there is none. */
  readonly link: string | null;
  /** The token in the link. */
  readonly token: string | null;
  /** The code for users who read the mail on another device, such as `KTZS-FCCC`. */
  readonly code: string | null;
}

export interface MailFilter {
  /** The recipient: an email, or a user. */
  to?: string | Pick<TestUser, 'email'>;
  subject?: string | RegExp;
}

export interface AuthEvent {
  readonly type: string;
  readonly outcome: string;
  readonly at: Date;
  readonly [name: string]: unknown;
}

export interface Clock {
  /** Moves the time of the service: a duration such as `90s`, `10m`, `25h` or `31d`, or milliseconds. */
  forward(by: string | number): Promise<void>;
  /** Sets the time of the service, which then runs on. */
  set(to: Date | string): Promise<void>;
  /** The time of the service. */
  now(): Promise<Date>;
  /** Returns to the real time. */
  reset(): Promise<void>;
}

/** A running auth service for tests, on its own database. */
export interface TestAuth {
  /** The GraphQL endpoint. */
  readonly url: string;
  readonly clock: Clock;
  /** Creates an account. The username, the email and the password are unique, unless you choose them. */
  user(user?: NewUser): Promise<TestUser>;
  /** Opens a session of this user, or of the user with this id. */
  tokens(user: TestUser | string, options?: SessionOptions): Promise<Tokens>;
  /** Ends a session by its tokens, or all sessions of a user. @returns the number of ended sessions. */
  endSession(ended: Pick<Tokens, 'sessionId'> | TestUser): Promise<number>;
  /** Disables an account, as an operator does: ends its sessions and rejects its logins. */
  disable(user: TestUser | string): Promise<void>;
  enable(user: TestUser | string): Promise<void>;
  /** All mails so far, oldest first. */
  mails(filter?: MailFilter): Promise<Mail[]>;
  /**
   * The next mail: the oldest one that no earlier call has returned. Waits for it.
   * @param options.timeout in milliseconds; the default is 10,000. @throws if no mail comes.
   */
  mail(filter?: MailFilter, options?: { timeout?: number }): Promise<Mail>;
  /** Everything that the service has recorded (docs/events.md), oldest first. */
  events(type?: string): Promise<AuthEvent[]>;
  /** Does the background work that is due: purges, deletions, resets, and mails. */
  settle(): Promise<void>;
  /** Makes the service unreachable: resets all connections, for this many milliseconds or until `back()`. */
  away(milliseconds?: number): Promise<void>;
  back(): Promise<void>;
  /** Delays every request by this many milliseconds; 0 for no delay. */
  slow(milliseconds: number): Promise<void>;
  /** Deletes all accounts, sessions, limits, mails and events, and returns to the real time. */
  reset(): Promise<void>;
  /** Stops the service and drops its database. */
  stop(): Promise<void>;
}
