import type { AttemptKind } from '../feature/attempts.ts';

/** Each challenge allows five tries, and each kind of proof has its own limits. */
export const confirmationAttempt: AttemptKind = { name: 'confirm-identity' };
