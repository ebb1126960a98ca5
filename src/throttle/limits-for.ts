import { type Attempt, type AttemptKind, limitsOf } from '../feature/attempts.ts';
import type { CountedBy, LimitRule } from '../feature/limit-rules.ts';
import type { Config } from '../kernel/config.ts';
import { BackoffLimiter } from './backoff-limiter.ts';
import type { Client } from './client-address.ts';
import type { Count, CountAsked, CounterStore } from './counter-store.ts';
import { KnownPlaces } from './known-places.ts';
import type { Limiter, Reservation } from './limiter.ts';
import { CoarseLimiter, WindowLimiter } from './window-limiters.ts';

/** A limit that applies to an attempt. */
export interface Limit {
  readonly name: string;
  /** Attempts with the same key share a counter. */
  readonly key: string;
  /** The first point of the attempt. */
  readonly ask?: CountAsked | undefined;
  /** Like a limiter's `reserve`. */
  reserve(counted?: Count): Promise<Reservation | number>;
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
      return subjectsBy[by](name).map(({ key, place = key }) => {
        const ask = limiter.ask?.(key);
        return exceptKnownPlaces
          ? {
              name,
              key: place,
              // Only `limitUnlessKnown` can tell whether to refuse.
              ask: ask && { key: ask.key, seconds: ask.seconds },
              reserve: (counted) => places.limitUnlessKnown(limiter, key, place, counted),
            }
          : { name, key, ask, reserve: (counted) => limiter.reserve(key, counted) };
      });
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
  const asking = limits.filter((limit): limit is Limit & { ask: CountAsked } => limit.ask !== undefined);
  const counts = await countTogether(store, asking);
  if (counts && 'limit' in counts) return counts;
  const made: Reservation[] = [];
  for (const [position, limit] of limits.entries()) {
    const result = await limit.reserve(counts?.get(limit));
    if (typeof result === 'number') {
      const later = limits.slice(position + 1).filter((each) => counts?.has(each));
      const uncounted = later.flatMap(({ ask }) =>
        ask ? [{ kind: 'give-back' as const, key: ask.key }] : [],
      );
      await store.change([...made.flatMap(({ release }) => release), ...uncounted]);
      return { limit, milliseconds: result };
    }
    made.push(result);
  }
  return made;
}

/** Counts the first points of several limits in one round trip, if the store can. */
async function countTogether(
  store: CounterStore,
  limits: readonly (Limit & { ask: CountAsked })[],
): Promise<Map<Limit, Count> | Rejection | undefined> {
  if (limits.length < 2) return undefined;
  const counts = await store.addAll?.(limits.map(({ ask }) => ask));
  if (!counts) return undefined;
  if (Array.isArray(counts))
    return new Map(counts.map((count, position) => [limits[position] as Limit, count]));
  const limit = limits[counts.position] as Limit;
  return { limit, milliseconds: counts.millisecondsLeft };
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
