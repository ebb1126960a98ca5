import { type Attempt, type AttemptKind, limitsOf } from '../feature/attempts.ts';
import type { CountedBy, LimitRule } from '../feature/limit-rules.ts';
import type { Config } from '../kernel/config.ts';
import { BackoffLimiter } from './backoff-limiter.ts';
import type { Client } from './client-address.ts';
import type { CounterStore } from './counter-store.ts';
import { KnownPlaces } from './known-places.ts';
import type { Limiter, Reservation } from './limiter.ts';
import { CoarseLimiter, WindowLimiter } from './window-limiters.ts';

/** A limit that applies to an attempt. */
export interface Limit {
  readonly name: string;
  /** Attempts with the same key share a counter. */
  readonly key: string;
  /** Counts the attempt. @returns the milliseconds to wait if it exceeds the limit. */
  reserve(): Promise<Reservation | number>;
}

/** Returns the limits that apply to an attempt, in the order they are checked. */
export type LimitsFor = (attempt: Attempt, client: Client) => Limit[];

interface Ground {
  kinds: readonly AttemptKind[];
  config: Config;
  store: CounterStore;
  /** Hides the identifier, since users sometimes type their password there. */
  hash: (text: string) => string;
}

export function makeLimits({ kinds, config, store, hash }: Ground): LimitsFor {
  const places = new KnownPlaces(store);
  const rules = limitsOf({ attempts: kinds });
  const limiters = new Map(rules.map((rule) => [rule, makeLimiter(rule, config, store)]));
  return (attempt, client) => {
    const subjectsBy = subjectsOf(attempt, client, hash);
    const { limits = [], remembersPlaces } = attempt.kind;
    const asked = limits.flatMap((rule): Limit[] => {
      const limiter = limiters.get(rule);
      if (!limiter) return [];
      const { name, by, exceptKnownPlaces } = rule;
      return subjectsBy[by](name).map(({ key, place = key }) =>
        exceptKnownPlaces
          ? { name, key: place, reserve: () => places.limitUnlessKnown(limiter, key, place) }
          : { name, key, reserve: () => limiter.reserve(key) },
      );
    });
    if (!remembersPlaces) return asked;
    const name = 'known-address';
    const remembered = subjectsBy[`${remembersPlaces}-and-site`](name).map(({ key }) => ({
      name,
      key,
      reserve: () => places.remember(key),
    }));
    return [...asked, ...remembered];
  };
}

/** Which limit rejected an attempt, and how long the client has to wait. */
interface Rejection {
  readonly limit: Limit;
  readonly milliseconds: number;
}

/** Counts an attempt towards all of its limits, or towards none. */
export async function reserveAll(
  store: CounterStore,
  limits: readonly Limit[],
): Promise<Reservation[] | Rejection> {
  const made: Reservation[] = [];
  for (const limit of limits) {
    const result = await limit.reserve();
    if (typeof result === 'number') {
      await store.change(made.flatMap(({ release }) => release));
      return { limit, milliseconds: result };
    }
    made.push(result);
  }
  return made;
}

function makeLimiter(rule: LimitRule, config: Config, store: CounterStore): Limiter | undefined {
  if ('backoff' in rule) return new BackoffLimiter(rule.name, store, rule.backoff(config));
  const rate = rule.rate(config);
  if (!rate) return undefined;
  if (rule.coarse) return new CoarseLimiter(rule.name, store, rate);
  return new WindowLimiter(rule.name, store, rate, rule.failuresOnly);
}

/** The key to count an attempt under. For identifiers, also where the attempt came from. */
interface Subject {
  readonly key: string;
  readonly place?: string;
}

/** @throws Error if an attempt lacks the value its limit is keyed on, which would silently disable the limit. */
function subjectsOf(
  { kind, identifiers, accountId }: Attempt,
  { network, site }: Client,
  hash: (text: string) => string,
): Record<CountedBy, (limit: string) => Subject[]> {
  const required = <Value>(value: Value | undefined, limit: string): Value => {
    if (value !== undefined) return value;
    throw new Error(`An attempt "${kind.name}" lacks the value that the limit "${limit}" counts by.`);
  };
  const placeOf = (identifier: string) => hash(`${site} ${identifier}`);
  const accountOf = (limit: string) => String(required(accountId, limit));
  // A site never begins with this word, so no identifier leads to the same key.
  const placeOfAccount = (limit: string) => hash(`account ${accountOf(limit)} ${site}`);
  return {
    network: () => [{ key: network }],
    site: () => [{ key: site }],
    identifier: (limit) =>
      required(identifiers, limit).map((each) => ({ key: hash(each), place: placeOf(each) })),
    'identifier-and-site': (limit) => required(identifiers, limit).map((each) => ({ key: placeOf(each) })),
    account: (limit) => [{ key: accountOf(limit), place: placeOfAccount(limit) }],
    'account-and-site': (limit) => [{ key: placeOfAccount(limit) }],
  };
}
