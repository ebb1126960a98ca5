import type { Config } from '../kernel/config.ts';
import type { Rate } from '../kernel/setting-values.ts';

/**
 * One limit on the attempts of a kind. Its name is the `reason` of the event `attempt.limited`, so it never changes.
 * Kinds that list the same object share the limit.
 */
export type LimitRule = { readonly name: string } & Counted & (Backoff | Window | CoarseWindow);

type Counted =
  | { readonly by: CountedBy; readonly exceptKnownPlaces?: false }
  /** Counts every attempt, and never rejects one from a site where the identifier has had a success; see `remembersPlaces`. */
  | { readonly by: 'identifier'; readonly exceptKnownPlaces: true };

/**
 * `network`: an IPv4 address, or an IPv6 /64. `site`: an IPv4 address, or the IPv6 /56 of one household. `identifier`:
 * each identifier that was given. `account`: the attempt's `accountId`.
 */
export type CountedBy = 'network' | 'site' | 'identifier' | 'identifier-and-site' | 'account';

/** Consecutive failures: some are free, then each further attempt waits, twice as long each time. */
interface Backoff {
  backoff(config: Config): BackoffPolicy;
}

/** All times are in seconds. */
export interface BackoffPolicy {
  /** How many consecutive failures are free. */
  readonly tries: number;
  /** The wait after them. */
  readonly firstWait: number;
  readonly maxWait: number;
  /** How long after its first failure a row of failures is forgotten. */
  readonly memory: number;
}

/** A number of attempts in a time. */
interface Window {
  /** @returns undefined where the operator has switched the limit off. */
  rate(config: Config): Rate | undefined;
  /** Uncounts attempts that succeed. */
  readonly failuresOnly?: boolean;
  readonly coarse?: false;
}

/**
 * For attempts that are cheaper than a statement of the database: each process counts in memory, and tells the others of
 * ten attempts at a time. All attempts stay counted.
 */
interface CoarseWindow extends Pick<Window, 'rate'> {
  readonly coarse: true;
}
