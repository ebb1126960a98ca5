import type { AttemptKind } from '../feature/attempts.ts';
import type { Config } from '../kernel/config.ts';

const hour = 3_600;
const day = 24 * hour;

/** Higher outside production, like the limits of a mailbox. */
const perAccount = (count: number, seconds: number) => (config: Config) => ({
  count: config.isProduction ? count : 100 * count,
  seconds,
});

/**
 * Each request sends a notice to the account's mailbox. Because of these limits, the service never has to withhold a notice.
 * The second limit counts for all accounts: an unproved email may be a stranger's, and an account that changes its email frees
 * the old one for the next account.
 */
export const emailChangeAttempt: AttemptKind = {
  name: 'email-change',
  limits: [
    { name: 'email-change-account', by: 'account', rate: perAccount(10, day) },
    { name: 'email-change-mailbox', by: 'identifier', rate: perAccount(10, day) },
  ],
};

/** Links cannot be guessed. */
export const undoAttempt: AttemptKind = { name: 'email-change-undo' };

/** Links cannot be guessed. Unlimited also because a thief with a session must not be able to block the owner's link. */
export const cancelAttempt: AttemptKind = { name: 'email-change-cancel' };

/** Each call locks and writes the caller's rows. */
export const cancelOwnAttempt: AttemptKind = {
  name: 'email-change-cancel-own',
  limits: [
    { name: 'email-change-cancel-account', by: 'account', rate: () => ({ count: 20, seconds: hour }) },
  ],
};

export const renameAttempt: AttemptKind = {
  name: 'username-change',
  limits: [{ name: 'username-change-account', by: 'account', rate: perAccount(10, hour) }],
};
