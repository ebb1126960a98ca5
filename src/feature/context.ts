import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../kernel/config.ts';
import type { UnauthenticatedReason } from '../kernel/errors.ts';
import type { Database, EntityManager } from '../platform/database/database.ts';
import type { AccessClaims, AccessTokens } from '../platform/tokens/access-tokens.ts';
import type { SigningKeys, TokenProblem, TokenTimes } from '../platform/tokens/signed-tokens.ts';
import type { RequestSpan } from '../platform/tracing.ts';

export interface App {
  readonly config: Config;
  readonly database: Database;
  readonly accessTokens: AccessTokens;
  readonly log: FastifyBaseLogger;
  /** While `isDraining`, the process still serves requests, but /readyz tells the load balancer to stop sending them. */
  readonly lifecycle: { isDraining: boolean };
  keysFor(purpose: string): SigningKeys;
}

/** The Authorization header, before any database look-up. */
export type Bearer =
  | { claims: AccessClaims & TokenTimes }
  | { reason: UnauthenticatedReason; problem?: TokenProblem };

/** The actor in the audit log: a valid access token's user, a command or a job. A login is anonymous. */
export type Actor = 'anonymous' | `user:${number}` | `cli:${string}` | `job:${string}`;

export interface IncomingRequest {
  readonly id: string;
  /** Collected for the request log. */
  readonly summary: {
    fields: readonly string[];
    codes: readonly string[];
    operationType: 'query' | 'mutation' | 'subscription' | undefined;
  };
  readonly span?: RequestSpan | undefined;
  /** The client's IP address, as trusted proxies report it (TRUST_PROXY). */
  readonly ip: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  isGone(): boolean;
  cookieToSet?: string | undefined;
}

/**
 * The context of one request. The constructor never throws: without a valid token, the context is anonymous and keeps the
 * reason, so `login`, `refresh` and `logout` work with any Authorization header.
 */
export class Context {
  readonly bearer: Bearer;
  /** Accounts that belong to the caller, as proved by a token, a signup or a login. */
  readonly ownAccountIds = new Set<number>();
  private requestLog?: FastifyBaseLogger;
  private requestEm?: EntityManager;
  private made?: Map<(ctx: Context) => unknown, unknown>;

  constructor(
    readonly app: App,
    readonly request: IncomingRequest,
    public actor: Actor = 'anonymous',
  ) {
    this.bearer = decodeBearer(app, request);
  }

  get log(): FastifyBaseLogger {
    this.requestLog ??= this.app.log.child({ requestId: this.request.id, ...this.request.span?.ids });
    return this.requestLog;
  }

  /** Inside `inTransaction`, this entity manager uses the transaction. */
  get em(): EntityManager {
    this.requestEm ??= this.app.database.fork();
    return this.requestEm;
  }

  /** Creates a value once per request, such as a DataLoader. Features use this instead of adding members here. */
  once<Value>(make: (ctx: Context) => Value): Value {
    this.made ??= new Map();
    if (!this.made.has(make)) this.made.set(make, make(this));
    return this.made.get(make) as Value;
  }
}

/** RFC 6750, 2.1, with the scheme in any letter case (RFC 9110, 11.1). */
const bearerForm = /^bearer +(\S+) *$/i;

function decodeBearer(app: App, { headers }: IncomingRequest): Bearer {
  const credential = bearerForm.exec((headers.authorization as string | undefined) ?? '')?.[1];
  if (credential === undefined) return { reason: 'TOKEN_MISSING' };
  const claims = app.accessTokens.verify(credential);
  return typeof claims === 'string' ? { reason: 'TOKEN_INVALID', problem: claims } : { claims };
}

/** Creates a context for work outside any request, such as commands and jobs. */
export function systemContext(app: App, actor: Exclude<Actor, 'anonymous'>): Context {
  const summary = { fields: [], codes: [], operationType: undefined };
  const request = { id: crypto.randomUUID(), summary, ip: '', headers: {}, isGone: () => false };
  return new Context(app, request, actor);
}
