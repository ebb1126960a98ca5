import { z } from 'zod';
import { aboutAccount, defineEvent } from '../kernel/events.ts';

export const accountExported = defineEvent('account.exported', 'success', {
  ...aboutAccount,
  reason: z.enum(['owner', 'administrator']),
});
