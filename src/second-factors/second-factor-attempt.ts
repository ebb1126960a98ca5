import type { AttemptKind } from '../feature/attempts.ts';

const minute = 60;
const hour = 60 * minute;

/**
 * Only attackers who know the password get this far, and each challenge ends after five tries. A slow attack finds a code of
 * six digits with a probability of about 0.0001 a day.
 */
export const secondFactorAttempt: AttemptKind = {
  name: 'second-factor',
  limits: [
    {
      name: 'second-factor-account',
      by: 'account',
      backoff: () => ({ tries: 10, firstWait: minute, maxWait: hour, memory: 24 * hour }),
    },
  ],
};

/** Each renewal writes ten rows and sends a mail. */
export const renewAttempt: AttemptKind = {
  name: 'recovery-codes',
  limits: [{ name: 'recovery-codes-account', by: 'account', rate: () => ({ count: 20, seconds: hour }) }],
};
