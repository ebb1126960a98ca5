import type { AttemptKind } from '../feature/attempts.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;

/**
 * For codes that can be guessed. Only attackers who know the password or have a session get this far, and each challenge ends
 * after five tries. One IP address gets fewer than 50 tries a week, so an attacker with one IP address never makes the owner
 * wait elsewhere. Attackers with many get 62 tries in the first week (tests/second-factors/attacker.test.ts), and find a
 * code of six digits, of which three are valid at a time, with a probability of 0.0002. They cannot keep the owner out: IP
 * addresses where the owner has used the second factor are exempt, and recovery codes have no limit.
 */
export const secondFactorAttempt: AttemptKind = {
  name: 'second-factor',
  limits: [
    {
      name: 'second-factor-account-and-address',
      by: 'account-and-site',
      backoff: () => ({ tries: 10, firstWait: minute, maxWait: 12 * hour, memory: week }),
    },
    {
      name: 'second-factor-account',
      by: 'account',
      backoff: () => ({ tries: 50, firstWait: 15 * minute, maxWait: day, memory: week }),
      exceptKnownPlaces: true,
    },
  ],
  remembersPlaces: 'account',
};

/** Recovery codes have 80 random bits. NIST SP 800-63B-4, 3.1.2.2, requires a limit below 64. */
export const recoveryCodeAttempt: AttemptKind = { name: 'recovery-code', remembersPlaces: 'account' };

/** Each renewal writes ten rows and sends a mail. */
export const renewAttempt: AttemptKind = {
  name: 'recovery-codes',
  limits: [{ name: 'recovery-codes-account', by: 'account', rate: () => ({ count: 20, seconds: hour }) }],
};
