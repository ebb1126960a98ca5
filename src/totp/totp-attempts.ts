import type { AttemptKind } from '../feature/attempts.ts';

const minute = 60;
const hour = 60 * minute;

/** Each call writes the account's rows. */
export const startAttempt: AttemptKind = {
  name: 'start-totp',
  limits: [{ name: 'start-totp-account', by: 'account', rate: () => ({ count: 20, seconds: hour }) }],
};

/** Each removal sends a mail. */
export const removeAttempt: AttemptKind = {
  name: 'remove-totp',
  limits: [{ name: 'remove-totp-account', by: 'account', rate: () => ({ count: 20, seconds: hour }) }],
};

/**
 * A thief with an old session must not guess the code of an authenticator that the owner is setting up. With one IP address,
 * the thief never makes the owner wait elsewhere.
 */
export const confirmAttempt: AttemptKind = {
  name: 'confirm-totp',
  limits: [
    {
      name: 'confirm-totp-account-and-address',
      by: 'account-and-site',
      backoff: () => ({ tries: 10, firstWait: minute, maxWait: hour, memory: 24 * hour }),
    },
    {
      name: 'confirm-totp-account',
      by: 'account',
      backoff: () => ({ tries: 50, firstWait: minute, maxWait: hour, memory: 24 * hour }),
    },
  ],
};
