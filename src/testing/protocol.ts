/** What the test's process and the service's process send each other, over Node's channel between parent and child. */
export interface StartRequest {
  readonly env: Readonly<Record<string, string>>;
  /** 0 for any free port. */
  readonly port: number;
  /** The folder for the embedded PostgreSQL. Services with the same folder share the server. */
  readonly cacheFolder: string;
  /** TEST_DATABASE_URL */
  readonly serverUrl: string | null;
  readonly printsLog: boolean;
}

export interface Call {
  readonly id: number;
  readonly command: keyof Commands;
  readonly input: unknown;
}

export type Reply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string; readonly code?: string };

export interface AccountInput {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly emailVerified: boolean;
}

/** The tokens of a new session. In cookie mode, `cookie` is the text of the Set-Cookie header. */
export interface OpenedSession {
  readonly sessionId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly refreshExpiresIn: number;
  readonly user: { id: string; username: string; email: string; isActive: boolean };
  readonly cookie: string | null;
}

export interface KeptMail {
  readonly id: string;
  readonly to: string;
  readonly at: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What the service's process can do for a test, by name: input and result. */
export interface Commands {
  start: { input: StartRequest; result: { url: string } };
  addUser: { input: AccountInput; result: { id: string; username: string; email: string } };
  openSession: { input: { userId: string; userAgent: string | null }; result: OpenedSession };
  endSession: { input: { userId: string } | { sessionId: string }; result: number };
  setActive: { input: { userId: string; isActive: boolean }; result: null };
  mails: { input: null; result: readonly KeptMail[] };
  events: { input: null; result: readonly Record<string, unknown>[] };
  settle: { input: null; result: null };
  reset: { input: null; result: null };
  forward: { input: { by: string | number }; result: null };
  setClock: { input: { to: string | null }; result: null };
  now: { input: null; result: string };
  away: { input: { milliseconds: number | null }; result: null };
  back: { input: null; result: null };
  slow: { input: { milliseconds: number }; result: null };
}
