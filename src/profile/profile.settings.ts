import { z } from 'zod';
import { setting } from '../kernel/config.ts';
import { seconds } from '../kernel/setting-values.ts';

/** Not longer than a username is held, so that an undo can restore the username too. */
const period = z
  .number()
  .min(3_600, 'must be at least 1h')
  .max(30 * 86_400, 'must be at most 30d');

export const profileSettings = {
  EMAIL_CHANGE_UNDO: setting(seconds.pipe(period), {
    default: '7d',
    help: 'How long the link to the old mailbox can undo a change of the email. No other account can take the old email meanwhile.',
  }),
};
