import { z } from 'zod';
import { aboutAccount, defineEvent } from '../kernel/events.ts';

export const factorResetRequested = defineEvent('second-factor.reset-requested', 'success', aboutAccount);

export const factorResetCancelled = defineEvent('second-factor.reset-cancelled', 'success', {
  ...aboutAccount,
  reason: z.enum(['link', 'second-factor', 'secured', 'administrator']),
});

export const factorsReset = defineEvent('second-factor.reset', 'success', aboutAccount);
