import { z } from 'zod';
import { setting } from '../kernel/config.ts';
import { seconds } from '../kernel/setting-values.ts';

/** With a shorter age, users would have to confirm again before they finish a form. A longer age would protect nothing. */
const age = z.number().min(30, 'must be at least 30s').max(86_400, 'must be at most 1d');

export const stepUpSettings = {
  REAUTHENTICATION_MAX_AGE: setting(seconds.pipe(age), {
    default: '10m',
    help: 'How old the last proof of identity may be for operations that change credentials or delete data.',
  }),
};
