import { z } from 'zod';
import { setting } from '../kernel/config.ts';
import { seconds } from '../kernel/setting-values.ts';

const hour = 3_600;

/** Long enough for an owner to read the mail, and short enough for an owner who waits. */
const delay = z
  .number()
  .min(hour, 'must be at least 1h')
  .max(30 * 24 * hour, 'must be at most 30d');

export const factorResetSettings = {
  SECOND_FACTOR_RESET_DELAY: setting(seconds.pipe(delay), {
    default: '24h',
    help: 'How long an owner can cancel a reset of the second factors that an operator has requested.',
  }),
};
