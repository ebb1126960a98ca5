import { defineError } from '../kernel/errors.ts';

export const mailNotConfigured = defineError(
  'MAIL_NOT_CONFIGURED',
  'This service cannot send mail. Ask its operator for help.',
);
