import type { AttemptKind } from '../feature/attempts.ts';
import { sessionSettings } from './sessions.settings.ts';

/** Refresh tokens cannot be guessed, so this limit only protects the database. */
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

/** Unlimited, since ending sessions takes a valid token. */
export const logoutAttempt: AttemptKind = { name: 'logout' };
