import { emailTaken } from '../accounts/accounts.errors.ts';
import { defineError } from '../kernel/errors.ts';

export const tooSoon = defineError<{ availableAt: string }>(
  'TOO_SOON',
  ({ availableAt }) => `You can change your username again on ${availableAt.slice(0, 10)}.`,
);

/** EMAIL_TAKEN for a caller who has proved control of the mailbox. There is no input field to name. */
export const newEmailTaken = defineError(
  emailTaken.code,
  'Another account has this email. Choose a different email, or log in to that account.',
);
