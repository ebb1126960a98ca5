import { z } from 'zod';
import { optionalSetting, setting } from '../kernel/config.ts';
import { integer, seconds } from '../kernel/setting-values.ts';

/** So many in so much time. */
export interface Rate {
  count: number;
  seconds: number;
}

/** Timers of the in-memory fallback hold no more than 24 days. */
const longestSeconds = 24 * 86_400;

const rateParts = z.tuple([integer(1, 1_000_000), seconds.pipe(z.number().min(1).max(longestSeconds))]);

/** A rate such as `50/15m`, or `off`. */
const rate = z.string().transform((text, context): Rate | undefined => {
  if (text === 'off') return undefined;
  const parts = rateParts.safeParse(text.split('/'));
  if (parts.success) return { count: parts.data[0], seconds: parts.data[1] };
  context.addIssue({ code: 'custom', message: 'must be a rate such as 50/15m (24d at most), or off' });
  return z.NEVER;
});

const redisAddress = z
  .string()
  .refine((text) => URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol), {
    error: 'must look like redis://user:password@host:6379/0, or rediss:// for TLS',
  });

export const throttleSettings = {
  LOGIN_TRIES: setting(integer(3, 12), {
    default: '10',
    help: 'Failed logins in a row for one name from one address, before each further one has to wait.',
  }),
  LOGIN_FAILURES_PER_ADDRESS: setting(rate, {
    default: '50/15m',
    help: 'Failed logins from one address, whatever the names; off for no limit.',
  }),
  SIGNUPS_PER_ADDRESS: setting(rate, {
    default: { development: '10000/1h', production: '100/1h' },
    help: 'Signups from one address; off for no limit.',
  }),
  REFRESHES_PER_ADDRESS: setting(rate, {
    default: '6000/1m',
    help: 'Refreshes from one address; off for no limit.',
  }),
  REDIS_URL: optionalSetting(redisAddress, {
    help: 'Redis or Valkey to count attempts in; unset, PostgreSQL does it.',
    secret: true,
  }),
};
