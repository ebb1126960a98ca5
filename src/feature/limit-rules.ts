import type { Config } from '../kernel/config.ts';
import type { Rate } from '../kernel/setting-values.ts';

/** The name is the `reason` in `attempt.limited`, so never change it. Kinds that list the same object share its counter. */
export type LimitRule = { readonly name: string } & Counted & (Backoff | Window | CoarseWindow);

type Counted =
  | { readonly by: CountedBy; readonly exceptKnownPlaces?: false }
  /** Exempts sites from which an attempt for this identifier or account has succeeded; see `remembersPlaces`. */
  | { readonly by: 'identifier' | 'account'; readonly exceptKnownPlaces: true };

/** `network`: an IPv4 address or IPv6 /64. `site`: an IPv4 address or IPv6 /56, typically one household. */
export type CountedBy =
  | 'network'
  | 'site'
  | 'identifier'
  | 'identifier-and-site'
  | 'account'
  | 'account-and-site';

/** Exponential back-off after consecutive failures. */
interface Backoff {
  backoff(config: Config): BackoffPolicy;
}

/** In seconds. */
export interface BackoffPolicy {
  /** The number of failures before the first wait. */
  readonly tries: number;
  readonly firstWait: number;
  readonly maxWait: number;
  /** The counter resets this many seconds after the first failure. */
  readonly memory: number;
}

interface Window {
  /** @returns undefined if the operator has disabled the limit. */
  rate(config: Config): Rate | undefined;
  /** Uncounts attempts that succeed. */
  readonly failuresOnly?: boolean;
  readonly coarse?: false;
}

/** For attempts that are cheaper than a database statement. Each process counts in memory and syncs every ten attempts. */
interface CoarseWindow extends Pick<Window, 'rate'> {
  readonly coarse: true;
}
