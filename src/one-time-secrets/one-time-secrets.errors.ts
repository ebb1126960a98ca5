import { defineError } from '../kernel/errors.ts';

export type LinkProblem = 'EXPIRED' | 'USED' | 'OTHER_ACCOUNT' | 'INVALID';

const messages: Readonly<Record<LinkProblem, string>> = {
  EXPIRED: 'This link has expired. Request a new mail.',
  USED: 'This link has been used already.',
  OTHER_ACCOUNT: 'This link belongs to another account. Log in to that account.',
  INVALID: 'This link is not valid. Copy the whole link from the newest mail, or request a new mail.',
};

export const linkInvalid = defineError<{ reason: LinkProblem }>(
  'LINK_INVALID',
  ({ reason }) => messages[reason],
);

/** The same error for a wrong, used or expired code, and for an unknown flow. */
export const codeInvalid = defineError(
  'CODE_INVALID',
  'This code is wrong or has expired. Check it, or request a new mail.',
);
