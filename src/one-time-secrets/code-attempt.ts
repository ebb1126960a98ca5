import type { AttemptKind } from '../feature/attempts.ts';
import { oneTimeSecretSettings } from './one-time-secrets.settings.ts';

/** Each flow allows five tries. This limit keeps one client from guessing codes for many accounts. */
export const codeAttempt: AttemptKind = {
  name: 'code',
  limits: [
    {
      name: 'code-address',
      by: 'site',
      rate: (config) => config.of(oneTimeSecretSettings).CODE_FAILURES_PER_ADDRESS,
      failuresOnly: true,
    },
  ],
};
