import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../kernel/config.ts';
import type { ClientError, UnauthenticatedReason } from '../kernel/errors.ts';
import type { Database, EntityManager } from '../platform/database/database.ts';
import type { HashingTurn } from '../platform/hashing/hashing-queue.ts';
import type { AccessClaims, AccessTokens } from '../platform/tokens/access-tokens.ts';
import { bearerCredential } from '../platform/tokens/bearer.ts';
import type { SigningKeys, TokenProblem, TokenTimes } from '../platform/tokens/signed-tokens.ts';
import type { RequestSpan, RequestTracer } from '../platform/tracing.ts';

/** A person who can sign in, as every part of the service sees her. */
export interface Account {
  id: number;
  username: string;
  email: string;
  isActive: boolean;
}

/** The account and the session behind a valid access token. */
export interface Viewer {
  account: Account;
  sessionId: string;
}

/** How somebody proved who they are (the `amr` values of RFC 8176). */
export type ProofMethod = 'pwd';

/** Somebody is about to try: what throttling counts. */
export interface Attempt {
  kind: 'login' | 'signup' | 'refresh';
  /** The names that were given for the account, in their canonical form; whether it exists is not known yet. */
  identifiers: readonly string[];
}

/** What became of an attempt. `undecided`: nobody judged it, since it was refused before or the service could not. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'undecided';

/** Something that happened, in the past tense. It holds ids and reasons, never a secret or a personal detail. */
export interface AuthEvent {
  type: `${string}.${string}`;
  outcome: 'success' | 'refused';
  userId?: number;
  sessionId?: string;
  reason?: string;
}

/** The places where a feature may attach; docs/architecture.md tells when each one runs. */
export interface Hooks {
  /** May refuse an attempt, by throwing, as soon as it arrives: before it waits for anything. */
  beforeAttempt?(ctx: Context, attempt: Attempt): void | Promise<void>;
  /** Counts an attempt whose turn has come, and may refuse it, by throwing, before it costs anything. */
  countAttempt?(ctx: Context, attempt: Attempt): void | Promise<void>;
  /** Learns what became of an attempt that was counted. It comes too late to change the answer, also by failing. */
  afterAttempt?(ctx: Context, attempt: Attempt, outcome: AttemptOutcome): void | Promise<void>;
  /** May refuse a proved user, by throwing, before a session is opened. */
  beforeSession?(ctx: Context, proof: { account: Account; methods: ProofMethod[] }): void | Promise<void>;
  /** Sees every event inside the unit of work that caused it: what it persists is committed with it, or not at all. */
  onEvent?(ctx: Context, event: AuthEvent): void | Promise<void>;
  /**
   * See every event once it is committed, every answer of the API, and every turn in the queue to bcrypt. None of them
   * may fail, or wait for anything.
   */
  afterEvent?(app: App, event: AuthEvent): void;
  afterAnswer?(app: App, answer: Answer): void;
  afterHashing?(app: App, turn: HashingTurn): void;
  /** Who traces the requests of the API, where somebody does; asked once, when everything has started. */
  tracerOf?(app: App): RequestTracer | undefined;
  /** What may be refused before anything is done for it, when there is too much of it. */
  shedding?: Shedding;
  /** What somebody who watches may read at any time. */
  gauges?: Readonly<Record<string, Gauge>>;
}

export interface Shedding {
  /** Mutations, by name. */
  fields: readonly string[];
  /** @returns nothing while there is room. */
  refuse(app: App): ClientError | undefined;
}

export interface Gauge {
  help: string;
  read(app: App): number | Promise<number>;
}

/** What became of a request: the root fields that it asked for, and the codes of its errors. */
export interface Answer {
  fields: readonly string[];
  /** `CLIENT_GONE` where nobody waited for it any more. */
  codes: readonly string[];
  /** How long it took, where there was one. */
  seconds?: number;
}

/** What lives as long as the process. */
export interface App {
  readonly config: Config;
  readonly database: Database;
  readonly accessTokens: AccessTokens;
  readonly hooks: readonly Hooks[];
  readonly log: FastifyBaseLogger;
  /** `isDraining`: it still answers, and wants no new requests. */
  readonly lifecycle: { isDraining: boolean };
  /** Independent keys for one purpose, derived from SECRET_KEY and the one before it. */
  keysFor(purpose: string): SigningKeys;
}

/** What the bearer header turned out to be, before the database is asked. */
export type Bearer =
  | { claims: AccessClaims & TokenTimes }
  | { reason: UnauthenticatedReason; problem?: TokenProblem };

export interface IncomingRequest {
  readonly id: string;
  /** What the log tells of it at the end: the root fields that were asked for, and the codes of the errors. */
  readonly summary: {
    fields: readonly string[];
    codes: readonly string[];
    operationType: 'query' | 'mutation' | 'subscription' | undefined;
  };
  /** Where it is traced. */
  readonly span?: RequestSpan | undefined;
  /** Whose address it is, as far as TRUST_PROXY lets proxies tell. */
  readonly ip: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether its client has closed the connection, and nobody will read an answer. */
  isGone(): boolean;
  /** What the answer is to have as Set-Cookie. */
  cookieToSet?: string | undefined;
}

export type ViewerLookUp = (ctx: Context) => Promise<Viewer | UnauthenticatedReason>;

/**
 * One request. Services take it as their first argument. Making it never throws: a missing or damaged token makes an
 * anonymous context that remembers why, so that `login`, `refresh` and `logout` work whatever the client sends along.
 *
 * Apollo Server hands resolvers a copy; what is made late is shared with it.
 */
export class Context {
  readonly bearer: Bearer;
  /** Accounts that this request has proved to be its own: by a token, by signing up or by logging in. */
  readonly ownAccountIds = new Set<number>();
  /** Recorded in the unit of work that is open now. */
  readonly uncommittedEvents: AuthEvent[] = [];
  /** How many units of work are open, one inside the other. */
  readonly unitsOfWork = { open: 0 };
  private readonly late: {
    log?: FastifyBaseLogger;
    em?: EntityManager;
    viewer?: ReturnType<ViewerLookUp>;
  } = {};

  constructor(
    readonly app: App,
    readonly request: IncomingRequest,
    private readonly lookUp: ViewerLookUp,
  ) {
    this.bearer = decodeBearer(app, request);
  }

  /** Its lines carry the id of the request, and of its trace. */
  get log(): FastifyBaseLogger {
    this.late.log ??= this.app.log.child({ requestId: this.request.id, ...this.request.span?.ids });
    return this.late.log;
  }

  /** This request's unit of work; a service flushes it once, at its end. */
  get em(): EntityManager {
    this.late.em ??= this.app.database.fork();
    return this.late.em;
  }

  /** Looks the bearer up, once a request: the viewer, or why there is none. Throws only when the database is away. */
  findViewer(): Promise<Viewer | UnauthenticatedReason> {
    this.late.viewer ??= this.lookUp(this);
    return this.late.viewer;
  }
}

function decodeBearer(app: App, { headers }: IncomingRequest): Bearer {
  const credential = bearerCredential(headers.authorization as string | undefined);
  if (credential === undefined) return { reason: 'TOKEN_MISSING' };
  const claims = app.accessTokens.verify(credential);
  return typeof claims === 'string' ? { reason: 'TOKEN_INVALID', problem: claims } : { claims };
}
