import { z } from 'zod';
import { optionalSetting } from '../kernel/config.ts';

const redisUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol), {
    error: 'must look like redis://user:password@host:6379/0, or rediss:// for TLS',
  });

export const throttleSettings = {
  REDIS_URL: optionalSetting(redisUrl, {
    help: 'Redis or Valkey to count attempts in. Unset: PostgreSQL.',
    secret: true,
  }),
};
