import { defineError } from '../kernel/errors.ts';

export const rateLimited = defineError<{ retryAfterSeconds: number }>(
  'RATE_LIMITED',
  ({ retryAfterSeconds }) =>
    `Too many attempts. Try again in ${retryAfterSeconds === 1 ? 'a second' : `${retryAfterSeconds} seconds`}.`,
);
