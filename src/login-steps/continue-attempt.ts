import type { AttemptKind } from '../feature/attempts.ts';

/** Each challenge allows five tries, and the proofs have limits of their own. */
export const continueAttempt: AttemptKind = { name: 'continue-login' };
