import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../kernel/config.ts';
import type { UnauthenticatedReason } from '../kernel/errors.ts';
import type { Database, EntityManager } from '../platform/database/database.ts';
import type { AccessClaims, AccessTokens } from '../platform/tokens/access-tokens.ts';
import type { SigningKeys, TokenProblem, TokenTimes } from '../platform/tokens/signed-tokens.ts';
import type { RequestSpan } from '../platform/tracing.ts';

/** What lives as long as the process. */
export interface App {
  readonly config: Config;
  readonly database: Database;
  readonly accessTokens: AccessTokens;
  readonly log: FastifyBaseLogger;
  /** `isDraining`: the process still answers, but asks the load balancer for no new requests. */
  readonly lifecycle: { isDraining: boolean };
  /** Independent keys for one purpose, derived from SECRET_KEY and SECRET_KEY_PREVIOUS. */
  keysFor(purpose: string): SigningKeys;
}

/** What the bearer header turned out to be, before the database is asked. */
export type Bearer =
  | { claims: AccessClaims & TokenTimes }
  | { reason: UnauthenticatedReason; problem?: TokenProblem };

/** Who acts: for the audit of what happens. A refresh or a login is anonymous until it has succeeded. */
export type Actor = 'anonymous' | `user:${number}` | `cli:${string}` | `job:${string}`;

export interface IncomingRequest {
  readonly id: string;
  /** What the request log tells at the end: the root fields that were asked for, and the codes of the errors. */
  readonly summary: {
    fields: readonly string[];
    codes: readonly string[];
    operationType: 'query' | 'mutation' | 'subscription' | undefined;
  };
  /** Set where the request is traced. */
  readonly span?: RequestSpan | undefined;
  /** The client's IP address, as far as TRUST_PROXY lets proxies tell. */
  readonly ip: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether the client has closed the connection and will read no answer. */
  isGone(): boolean;
  /** The Set-Cookie header of the answer. */
  cookieToSet?: string | undefined;
}

/**
 * One request; services take it as their first argument. Making it never throws: a missing or damaged token makes an
 * anonymous context that remembers why, so `login`, `refresh` and `logout` work whatever the client sends along.
 */
export class Context {
  readonly bearer: Bearer;
  /** Accounts that this request has proved to be its own: by a token, by signing up or by logging in. */
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

  /** A logger whose lines carry the ids of the request and of its trace. */
  get log(): FastifyBaseLogger {
    this.requestLog ??= this.app.log.child({ requestId: this.request.id, ...this.request.span?.ids });
    return this.requestLog;
  }

  /** This request's entity manager. Inside `inTransaction` it works in the transaction. */
  get em(): EntityManager {
    this.requestEm ??= this.app.database.fork();
    return this.requestEm;
  }

  /** A value that is made once for this request, such as a batching loader: so features add no members here. */
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

/** A context for work that no request asked for, such as a command or a job. */
export function systemContext(app: App, actor: Exclude<Actor, 'anonymous'>): Context {
  const summary = { fields: [], codes: [], operationType: undefined };
  const request = { id: crypto.randomUUID(), summary, ip: '', headers: {}, isGone: () => false };
  return new Context(app, request, actor);
}
