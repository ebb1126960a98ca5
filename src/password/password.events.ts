import { z } from 'zod';
import { aboutAccount, defineEvent } from '../kernel/events.ts';

export const signupRefused = defineEvent('signup.refused', 'refused', {
  reason: z.enum(['username-taken', 'email-taken']),
});

/** Also recorded if the email has an account, so that listeners take the same time. */
export const signupStarted = defineEvent('signup.started', 'success', {});

export const signupCompleted = defineEvent('signup.completed', 'success', aboutAccount);

/** `userId` is missing if no account has the identifier. */
export const passwordRejected = defineEvent('password.rejected', 'refused', {
  userId: z.int().optional(),
  reason: z.enum(['wrong-password', 'unknown-account', 'unusable-hash']),
});

/**
 * If no active account has the email, `userId` is missing. The event is recorded anyway, so that the timing stays the same.
 */
export const passwordResetRequested = defineEvent('password.reset-requested', 'success', {
  userId: z.int().optional(),
});

/** The owner followed the link in a notice: every session has ended, and the password is unusable. */
export const accountSecured = defineEvent('account.secured', 'success', aboutAccount);
export const passwordChanged = defineEvent('password.changed', 'success', {
  ...aboutAccount,
  reason: z.enum(['reset', 'change']),
});
