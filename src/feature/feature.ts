import type { Config, SettingGroup } from '../kernel/config.ts';
import type { ErrorKind } from '../kernel/errors.ts';
import type { AuthEvent, EventKind, EventType } from '../kernel/events.ts';
import type { EntityClass } from '../platform/database/orm-options.ts';
import type { HashingTurn } from '../platform/hashing/hashing-queue.ts';
import type { RequestTracer } from '../platform/tracing.ts';
import type { Account, CredentialsChange, Viewer } from './account.ts';
import type { Attempt, AttemptKind, AttemptOutcome } from './attempts.ts';
import type { Commands } from './command.ts';
import type { Actor, App, Context, IncomingRequest } from './context.ts';
import type { MailKind } from './mail-kinds.ts';
import type { ConfirmationMethod, LoginRequirement, Proof, ProofMethod, SecondFactor } from './proofs.ts';
import type { Route } from './routes.ts';
import type { SealedData } from './sealed-data.ts';
import type { SecretPurpose } from './secret-purposes.ts';

/** A feature's manifest. It must contain no logic. */
export interface Feature extends Declarations, Moments {
  readonly name: string;
  enabled?(config: Config): boolean;
}

/** The service does not start if two features declare the same name. */
export interface Declarations {
  settings?: SettingGroup;
  entities?: readonly EntityClass[];
  errors?: readonly Pick<ErrorKind<never>, 'code'>[];
  events?: readonly Pick<EventKind, 'type' | 'outcome' | 'payload'>[];
  /** `makeAttempt` throws for a kind that no feature lists. */
  attempts?: readonly AttemptKind[];
  proofMethods?: readonly ProofMethod[];
  loginRequirements?: readonly LoginRequirement[];
  confirmationMethods?: readonly ConfirmationMethod[];
  secondFactors?: readonly SecondFactor[];
  secretPurposes?: readonly SecretPurpose[];
  sealedData?: readonly SealedData[];
  mails?: readonly MailKind[];
  revocationReasons?: readonly string[];
  /** type-graphql resolver classes. A root field rejects anonymous callers unless it is marked `@Open()`. */
  resolvers?: readonly ResolverClass[];
  references?: Readonly<Record<string, ReferenceResolver>>;
  routes?: readonly Route[];
  commands?: Commands;
  /** Additional claims for access tokens, by name. Evaluated at every login and refresh. */
  claims?: Readonly<Record<string, Claim>>;
  gauges?: Readonly<Record<string, Gauge>>;
  /** Additional checks for `admin check`, by their name in its result. */
  checks?: Readonly<Record<string, Check>>;
  personalData?: PersonalData;
}

/** Hooks run in the order of features.ts; docs/architecture.md says when. */
export interface Moments {
  /** May reject an attempt by throwing. Runs as soon as the attempt arrives, before it waits for anything. */
  beforeAttempt?(ctx: Context, attempt: Attempt): void | Promise<void>;
  /** Counts an attempt right before its expensive work, and may reject the attempt by throwing. */
  countAttempt?(ctx: Context, attempt: Attempt): void | Promise<void>;
  /** Receives the outcome of a counted attempt. The hook cannot change the response, not even by throwing. */
  afterAttempt?(ctx: Context, attempt: Attempt, outcome: AttemptOutcome): void | Promise<void>;
  /** May reject a login by throwing, before a session is opened. The attempt has succeeded, so the identity is proved. */
  beforeSession?(ctx: Context, proof: Proof): void | Promise<void>;
  /** How many credentials of this feature can begin a login. An account keeps at least one (LAST_WAY_IN). */
  waysIn?(ctx: Context, userId: number): Promise<number>;
  /** Forgets what an account's old credentials allowed, in the unit of work that changes them. */
  onCredentialsChanged?(ctx: Context, change: CredentialsChange): void | Promise<void>;
  /** Event types for `onEvent`, such as `session.opened` or `account.*`; `*` for all. */
  listensTo?: readonly EventPattern[];
  /** Runs inside the event's unit of work, so its writes are committed with the change or not at all. */
  onEvent?(ctx: Context, event: RecordedEvent): void | Promise<void>;
  /** The `after…` hooks with an `App` parameter only observe, and must neither throw nor wait. */
  afterEvent?(app: App, event: RecordedEvent, request: IncomingRequest): void;
  afterAnswer?(app: App, answer: Answer): void;
  afterHashing?(app: App, turn: HashingTurn): void;
  tracerOf?(app: App): RequestTracer | undefined;
  /** Starts background work. @returns a function that stops it. */
  start?(app: App): End | Promise<End>;
}

export type EventPattern = '*' | `${string}.*` | EventType;

/** `at` uses the process's clock. Rows use the database's `now()` instead. */
export interface RecordedEvent extends AuthEvent {
  readonly actor: Actor;
  readonly requestId: string;
  readonly at: Date;
}

export type ReferenceResolver = (
  representation: Readonly<Record<string, unknown>>,
  ctx: Context,
) => Promise<object | null>;

/** @returns undefined to leave the claim out. */
export type Claim = (ctx: Context, viewer: Viewer) => unknown;

/** @returns the result to print; undefined prints nothing. @throws CommandFailure that says what to do. */
export type Check = (app: App) => Promise<string | undefined>;

export interface Gauge {
  help: string;
  read(app: App): number | Promise<number>;
}

export interface PersonalData {
  readonly tables: readonly string[];
  export(ctx: Context, account: Account): object | Promise<object>;
  /** Deletes data that no cascading foreign key to `users` covers, in the unit of work that deletes the account. */
  erase?(ctx: Context, account: Account): Promise<void>;
}

export interface Answer {
  readonly fields: readonly string[];
  /** Error codes; `CLIENT_GONE` if the client disconnected. */
  readonly codes: readonly string[];
  readonly seconds?: number;
}

type End = () => void | Promise<void>;

// biome-ignore lint/complexity/noBannedTypes: type-graphql declares this type
export type ResolverClass = Function;

const featuresByApp = new WeakMap<App, readonly Feature[]>();

export function useFeatures(app: App, features: readonly Feature[]): App {
  featuresByApp.set(app, features);
  return app;
}

export function featuresOf(app: App): readonly Feature[] {
  const features = featuresByApp.get(app);
  if (!features) throw new Error('This app was created without its features.');
  return features;
}
