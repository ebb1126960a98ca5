import type { AttemptKind } from '../feature/attempts.ts';
import { sessionSettings } from './sessions.settings.ts';

/** Refresh tokens cannot be guessed: the limit only protects the database. */
export const refreshAttempt: AttemptKind = {
  name: 'refresh',
  limits: [
    {
      name: 'refresh-address',
      by: 'network',
      rate: (config) => config.of(sessionSettings).REFRESHES_PER_ADDRESS,
      coarse: true,
    },
  ],
};

/** Unlimited: it can only end sessions that the caller has a credential of. */
export const logoutAttempt: AttemptKind = { name: 'logout' };
