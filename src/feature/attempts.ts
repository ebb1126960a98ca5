import type { ClientError } from '../kernel/errors.ts';
import type { App } from './context.ts';
import type { LimitRule } from './limit-rules.ts';

/** An action that tries a credential or uses a resource that attackers could exhaust. Listed in a feature's manifest. */
export interface AttemptKind {
  readonly name: string;
  /** Checked in this order. A limit does not count attempts that an earlier limit has rejected. */
  readonly limits?: readonly LimitRule[];
  /** After a success, the client's site is a known place for the identifiers or the account (`exceptKnownPlaces`). */
  readonly remembersPlaces?: 'identifier' | 'account';
  /** Rejects the attempt before execution while the hashing queue is full. */
  readonly shed?: (app: App) => ClientError | undefined;
}

export interface Attempt {
  readonly kind: AttemptKind;
  /** In canonical form. An account with these identifiers need not exist. */
  readonly identifiers?: readonly string[];
  /** Set if the account is known before the outcome. */
  readonly accountId?: number;
}

/** `undecided`: a limit rejected the attempt, or the service failed. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'undecided';

/** Lists each limit once, since several kinds may share a limit. */
export function limitsOf({ attempts = [] }: { attempts?: readonly AttemptKind[] }): LimitRule[] {
  return [...new Set(attempts.flatMap(({ limits = [] }) => limits))];
}
