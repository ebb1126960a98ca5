import type { ClientError } from '../kernel/errors.ts';
import type { App } from './context.ts';

/** What tries a credential, or costs what an attacker could exhaust: a feature declares it and lists it in its manifest. */
export interface AttemptKind {
  readonly name: string;
  /** Where an attempt costs a hash: refuses it unexecuted while there is no room. Returns nothing while there is. */
  readonly shed?: (app: App) => ClientError | undefined;
}

/** One attempt, as throttling counts it. */
export interface Attempt {
  readonly kind: AttemptKind;
  /** The identifiers that were given, in canonical form; whether an account has them is not known yet. */
  readonly identifiers?: readonly string[];
}

/** `undecided`: the attempt was not judged, since it was refused before or the service could not. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'undecided';
