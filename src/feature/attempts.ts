import type { ClientError } from '../kernel/errors.ts';
import type { App } from './context.ts';
import type { LimitRule } from './limit-rules.ts';

/** What tries a credential, or costs what an attacker could exhaust: a feature declares it and lists it in its manifest. */
export interface AttemptKind {
  readonly name: string;
  /** In the order in which they are asked: an attempt that one of them rejects is not counted by the next. */
  readonly limits?: readonly LimitRule[];
  /** A success makes the client's site a known place of the identifiers, for limits with `exceptKnownPlaces`. */
  readonly remembersPlaces?: boolean;
  /** Where an attempt costs a hash: refuses it unexecuted while there is no room. Returns nothing while there is. */
  readonly shed?: (app: App) => ClientError | undefined;
}

/** One attempt, as throttling counts it. */
export interface Attempt {
  readonly kind: AttemptKind;
  /** The identifiers that were given, in canonical form; whether an account has them is not known yet. */
  readonly identifiers?: readonly string[];
  /** The account that is tried, where it is known before the attempt is judged. */
  readonly accountId?: number;
}

/** `undecided`: the attempt was not judged, since it was refused before or the service could not. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'undecided';

/** The limits that a feature declares. Kinds may share one. */
export function limitsOf({ attempts = [] }: { attempts?: readonly AttemptKind[] }): LimitRule[] {
  return [...new Set(attempts.flatMap(({ limits = [] }) => limits))];
}
