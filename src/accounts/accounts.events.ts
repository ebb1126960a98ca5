import { z } from 'zod';
import { aboutAccount, defineEvent } from '../kernel/events.ts';

export const accountCreated = defineEvent('account.created', 'success', aboutAccount);
/** The owner has proved control of the email for the first time. */
export const accountVerified = defineEvent('account.verified', 'success', aboutAccount);
export const accountDisabled = defineEvent('account.disabled', 'success', aboutAccount);
export const accountEnabled = defineEvent('account.enabled', 'success', aboutAccount);
export const emailChanged = defineEvent('email.changed', 'success', {
  ...aboutAccount,
  reason: z.enum(['administrator', 'owner']),
});
