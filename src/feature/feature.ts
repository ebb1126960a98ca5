import type { Config, SettingGroup } from '../kernel/config.ts';
import type { ErrorKind } from '../kernel/errors.ts';
import type { AuthEvent, EventKind, EventType } from '../kernel/events.ts';
import type { EntityClass } from '../platform/database/database.ts';
import type { HashingTurn } from '../platform/hashing/hashing-queue.ts';
import type { RequestTracer } from '../platform/tracing.ts';
import type { Account, Viewer } from './account.ts';
import type { Attempt, AttemptKind, AttemptOutcome } from './attempts.ts';
import type { Commands } from './command.ts';
import type { Actor, App, Context } from './context.ts';
import type { Route } from './routes.ts';

/** Everything that one capability adds to the service. A manifest names it; it holds no logic. */
export interface Feature extends Declarations, Moments {
  readonly name: string;
  /** Whether the configuration switches the capability on; always on by default. */
  enabled?(config: Config): boolean;
}

/** What a feature declares. Two features that declare one name keep the service from starting. */
export interface Declarations {
  settings?: SettingGroup;
  entities?: readonly EntityClass[];
  errors?: readonly Pick<ErrorKind<never>, 'code'>[];
  events?: readonly Pick<EventKind, 'type' | 'outcome' | 'payload'>[];
  /** What tries a credential. An attempt of a kind that no feature lists is refused as a mistake of the code. */
  attempts?: readonly AttemptKind[];
  proofMethods?: readonly ProofMethod[];
  /** Why this feature ends sessions. */
  revocationReasons?: readonly string[];
  /** type-graphql resolver classes. A root field is closed to anonymous callers unless it says `@Open()`. */
  resolvers?: readonly ResolverClass[];
  /** How gateways resolve a reference to an entity, by type. */
  references?: Readonly<Record<string, ReferenceResolver>>;
  routes?: readonly Route[];
  /** What an operator may do: `npm run admin`. */
  commands?: Commands;
  /** What access tokens say beside the standard claims, by claim. Every refresh asks anew. */
  claims?: Readonly<Record<string, Claim>>;
  /** Figures that a monitoring system may read at any time, by name. */
  gauges?: Readonly<Record<string, Gauge>>;
  personalData?: PersonalData;
}

/** The moments at which a feature is asked, in the order of features.ts; docs/architecture.md says when each one runs. */
export interface Moments {
  /** May refuse an attempt, by throwing, as soon as it arrives: before it waits for anything. */
  beforeAttempt?(ctx: Context, attempt: Attempt): void | Promise<void>;
  /** Counts an attempt whose turn has come, and may refuse it, by throwing, before it costs anything. */
  countAttempt?(ctx: Context, attempt: Attempt): void | Promise<void>;
  /** Learns what became of an attempt that was counted. It comes too late to change the answer, also by failing. */
  afterAttempt?(ctx: Context, attempt: Attempt, outcome: AttemptOutcome): void | Promise<void>;
  /** May refuse a proved account, by throwing, before a session is opened. The attempt counts as a success by then. */
  beforeSession?(ctx: Context, proof: Proof): void | Promise<void>;
  /** The types of events that `onEvent` gets: `session.opened`, `account.*`, or `*` for all. */
  listensTo?: readonly EventPattern[];
  /** Sees an event inside the unit of work that caused it: what it persists is committed with it, or not at all. */
  onEvent?(ctx: Context, event: RecordedEvent): void | Promise<void>;
  /** These three look on after the fact. They must neither throw nor wait for anything. */
  afterEvent?(app: App, event: RecordedEvent): void;
  afterAnswer?(app: App, answer: Answer): void;
  afterHashing?(app: App, turn: HashingTurn): void;
  /** Traces the requests of the API; asked once, when everything has started. */
  tracerOf?(app: App): RequestTracer | undefined;
  /** Starts work beside the requests; what it returns ends that work. */
  start?(app: App): End | Promise<End>;
}

/** An account whose owner has proved to be the one, and how. */
export interface Proof {
  readonly account: Account;
  readonly methods: readonly string[];
}

/** One way to prove an identity, by its name in `amr` (RFC 8176). */
export interface ProofMethod {
  readonly name: string;
  /** Two different factors make a session of level 2. */
  readonly factors: readonly ('knowledge' | 'possession' | 'inherence')[];
}

export type EventPattern = '*' | `${string}.*` | EventType;

/** An event as listeners get it. `at` is the process's clock: rows take the database's `now()`. */
export interface RecordedEvent extends AuthEvent {
  readonly actor: Actor;
  readonly requestId: string;
  readonly at: Date;
}

export type ReferenceResolver = (
  representation: Readonly<Record<string, unknown>>,
  ctx: Context,
) => Promise<object | null>;

/** @returns the value of the claim; undefined leaves it out. */
export type Claim = (ctx: Context, viewer: Viewer) => unknown;

export interface Gauge {
  help: string;
  read(app: App): number | Promise<number>;
}

/** What a feature keeps about a person. */
export interface PersonalData {
  /** The tables that hold it. */
  readonly tables: readonly string[];
  /** @returns what the owner may see of it. */
  export(ctx: Context, account: Account): object | Promise<object>;
  /** Removes what no foreign key to `users` cascades to; runs inside the unit of work that deletes the account. */
  erase?(ctx: Context, account: Account): Promise<void>;
}

/** What became of a request: the root fields that it asked for, and the codes of its errors. */
export interface Answer {
  readonly fields: readonly string[];
  /** `CLIENT_GONE` where the client had closed the connection. */
  readonly codes: readonly string[];
  /** Undefined where there was no answer to time. */
  readonly seconds?: number;
}

type End = () => void | Promise<void>;

// biome-ignore lint/complexity/noBannedTypes: this is what type-graphql takes
export type ResolverClass = Function;

const featuresByApp = new WeakMap<App, readonly Feature[]>();

/** Joins an app with the features that are on, in the order of features.ts. */
export function useFeatures(app: App, features: readonly Feature[]): App {
  featuresByApp.set(app, features);
  return app;
}

export function featuresOf(app: App): readonly Feature[] {
  const features = featuresByApp.get(app);
  if (!features) throw new Error('This app was made without its features.');
  return features;
}
