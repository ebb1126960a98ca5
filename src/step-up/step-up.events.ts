import { z } from 'zod';
import { aboutSession, defineEvent } from '../kernel/events.ts';

/** The reason is the proof method (RFC 8176). */
export const identityConfirmed = defineEvent('identity.confirmed', 'success', {
  ...aboutSession,
  reason: z.string(),
});

export const confirmationRefused = defineEvent('identity.confirmation-refused', 'refused', {
  ...aboutSession,
  reason: z.enum(['unknown', 'other-session', 'expired', 'used', 'tries', 'not-offered', 'wrong-proof']),
});
