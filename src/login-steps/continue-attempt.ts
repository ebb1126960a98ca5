import type { AttemptKind } from '../feature/attempts.ts';

/** Each challenge allows five tries, and each kind of proof has its own limits. */
export const continueAttempt: AttemptKind = { name: 'continue-login' };
