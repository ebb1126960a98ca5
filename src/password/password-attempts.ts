import type { AttemptKind } from '../feature/attempts.ts';
import type { App } from '../feature/context.ts';
import type { BackoffPolicy } from '../feature/limit-rules.ts';
import { passwordHasher } from './hasher.ts';
import { passwordSettings } from './password.settings.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Username and email together allow the 100 failures of NIST SP 800-63B. One IP address gets fewer than 50 attempts a week,
 * so an attacker with one IP address never makes the owner wait elsewhere (tests/throttle/login.test.ts).
 */
const byIdentifier: BackoffPolicy = { tries: 50, firstWait: 15 * minute, maxWait: day, memory: 7 * day };

const byIdentifierAndSite = { firstWait: minute, maxWait: 12 * hour, memory: 7 * day };

const shed = (app: App) => passwordHasher(app).refuse();

export const loginAttempt: AttemptKind = {
  name: 'login',
  limits: [
    {
      name: 'login-address',
      by: 'site',
      rate: (config) => config.of(passwordSettings).LOGIN_FAILURES_PER_ADDRESS,
      failuresOnly: true,
    },
    {
      name: 'login-name-and-address',
      by: 'identifier-and-site',
      backoff: (config) => ({ tries: config.of(passwordSettings).LOGIN_TRIES, ...byIdentifierAndSite }),
    },
    { name: 'login-name', by: 'identifier', backoff: () => byIdentifier, exceptKnownPlaces: true },
  ],
  remembersPlaces: 'identifier',
  shed,
};

/** Counted together with logins, so that a stolen session allows no additional guesses. */
export const changeAttempt: AttemptKind = { ...loginAttempt, name: 'password-change' };

/** Counted together with logins too. */
export const confirmAttempt: AttemptKind = { ...loginAttempt, name: 'password-confirmation' };

/** Links cannot be guessed, and codes have their own limits. */
export const resetAttempt: AttemptKind = { name: 'password-reset', shed };

/** Links cannot be guessed, and each works once. */
export const secureAttempt: AttemptKind = { name: 'secure-account' };

export const signupAttempt: AttemptKind = {
  name: 'signup',
  limits: [
    {
      name: 'signup-address',
      by: 'site',
      rate: (config) => config.of(passwordSettings).SIGNUPS_PER_ADDRESS,
    },
  ],
  remembersPlaces: 'identifier',
  shed,
};

/** Does not make the IP address known, since a client may start a signup with someone else's email. */
export const startSignupAttempt: AttemptKind = {
  name: 'start-signup',
  limits: signupAttempt.limits ?? [],
  shed,
};

/** Links cannot be guessed. */
export const cancelSignupAttempt: AttemptKind = { name: 'cancel-signup' };

export const completeSignupAttempt: AttemptKind = {
  name: 'complete-signup',
  limits: [
    {
      // Each failure may test a different username, so the rate is the same as for signups.
      name: 'complete-signup-address',
      by: 'site',
      rate: (config) => config.of(passwordSettings).SIGNUPS_PER_ADDRESS,
      failuresOnly: true,
    },
  ],
  shed,
};
