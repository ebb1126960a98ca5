import { z } from 'zod';
import { aboutAccount, defineEvent } from '../kernel/events.ts';

export const emailChanged = defineEvent('email.changed', 'success', {
  ...aboutAccount,
  reason: z.enum(['administrator']),
});
