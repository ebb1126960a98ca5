import { z } from 'zod';
import { aboutAccount, defineEvent } from '../../src/kernel/events.ts';

export const badgeAdded = defineEvent('badge.added', 'success', aboutAccount);
export const badgeNoticed = defineEvent('badge.noticed', 'success', aboutAccount);
export const badgeRejected = defineEvent('badge.rejected', 'refused', {
  ...aboutAccount,
  reason: z.enum(['wrong-number']),
});
