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
export const accountClosing = defineEvent('account.closing', 'success', {
  ...aboutAccount,
  reason: z.enum(['owner', 'administrator']),
});
export const accountRestored = defineEvent('account.restored', 'success', {
  ...aboutAccount,
  reason: z.enum(['login', 'link', 'secured', 'administrator']),
});
export const accountDeleted = defineEvent('account.deleted', 'success', aboutAccount);
