import { z } from 'zod';
import { setting } from '../kernel/config.ts';
import { milliseconds, seconds } from '../kernel/setting-values.ts';

/** Data protection laws expect an erasure without undue delay. */
const delay = z.number().max(365 * 86_400, 'must be at most 365d');

export const deletionSettings = {
  ACCOUNT_DELETION_DELAY: setting(seconds.pipe(delay), {
    default: '14d',
    help: 'How long owners can restore an account that they have deleted. With 0s, the service deletes it at once.',
  }),
  ACCOUNT_PURGE_INTERVAL: setting(milliseconds.pipe(z.number().min(100, 'must be at least 100ms')), {
    default: '10m',
    help: 'How often each process deletes the accounts that are due.',
  }),
};
