import { z } from 'zod';
import { defineEvent } from '../kernel/events.ts';

/** `userId` is missing if the flow is unknown or belongs to no account. */
export const codeRejected = defineEvent('code.rejected', 'refused', {
  userId: z.int().optional(),
  reason: z.enum(['wrong', 'ended']),
});

/** `userId` is missing unless the link is genuine and belongs to an account. */
export const linkRefused = defineEvent('link.refused', 'refused', {
  userId: z.int().optional(),
  reason: z.enum(['expired', 'used', 'invalid']),
});
