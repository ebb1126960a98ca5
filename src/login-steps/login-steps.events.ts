import { z } from 'zod';
import { aboutAccount, defineEvent } from '../kernel/events.ts';

/** The reason is the name of the open requirement. */
export const loginChallenged = defineEvent('login.challenged', 'success', {
  ...aboutAccount,
  reason: z.string(),
});

/** `userId` is missing if the challenge is unknown. */
export const challengeRefused = defineEvent('challenge.refused', 'refused', {
  userId: z.int().optional(),
  reason: z.enum(['unknown', 'expired', 'used', 'tries', 'disabled']),
});
