import type { AttemptKind } from '../feature/attempts.ts';

const hour = 3_600;

/** Each deletion sends a mail, and a thief with the password could delete and restore the account in a loop. */
export const deleteAttempt: AttemptKind = {
  name: 'delete-account',
  limits: [{ name: 'delete-account', by: 'account', rate: () => ({ count: 20, seconds: hour }) }],
};

/** Unlimited, since the token of a link cannot be guessed. */
export const restoreAttempt: AttemptKind = { name: 'restore-account' };
