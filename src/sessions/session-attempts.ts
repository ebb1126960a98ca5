import type { AttemptKind } from '../feature/attempts.ts';
import { sessionSettings } from './sessions.settings.ts';

/** Refresh tokens cannot be guessed: the limit only bounds what one network may ask of the database. */
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

/** Without limits: it can only end what its caller proves to have. */
export const logoutAttempt: AttemptKind = { name: 'logout' };
