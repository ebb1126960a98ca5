import { z } from 'zod';
import { aboutAccount, aboutSession, defineEvent } from '../kernel/events.ts';

/** The reason is the method that decided the login (`decisiveMethod`). */
export const sessionOpened = defineEvent('session.opened', 'success', {
  ...aboutSession,
  reason: z.string(),
});
export const sessionRefused = defineEvent('session.refused', 'refused', {
  ...aboutAccount,
  reason: z.enum(['disabled', 'outdated']),
});
export const sessionRefreshed = defineEvent('session.refreshed', 'success', aboutSession);
/** The refresh token was ahead of the row: the database has lost rotations. */
export const sessionRecovered = defineEvent('session.recovered', 'success', aboutSession);
export const refreshRepeated = defineEvent('refresh.repeated', 'success', aboutSession);

const tokenProblems = ['malformed', 'unknown-key', 'expired', 'disabled'] as const;

/** Missing for a malformed token or an unknown key, since such a token's claims cannot be trusted. */
const perhapsAboutSession = { userId: z.int().optional(), sessionId: z.string().optional() };

export const refreshRefused = defineEvent('refresh.refused', 'refused', {
  ...perhapsAboutSession,
  reason: z.enum([...tokenProblems, 'unknown', 'revoked', 'reuse']),
});
export const accessRefused = defineEvent('access.refused', 'refused', {
  ...perhapsAboutSession,
  reason: z.enum([...tokenProblems, 'not-issued-yet', 'ended']),
});

/** Features list the reasons in `revocationReasons`. */
export const sessionRevoked = defineEvent('session.revoked', 'success', {
  ...aboutSession,
  reason: z.string(),
});
