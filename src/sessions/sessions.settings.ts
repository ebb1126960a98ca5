import { z } from 'zod';
import { setting } from '../kernel/config.ts';
import { flag, integer, milliseconds, rate, seconds } from '../kernel/setting-values.ts';

const sameSite = z.enum(['strict', 'lax', 'none'], 'must be strict, lax or none');

const positive = z.number().min(1, 'must be at least 1s');

export const sessionSettings = {
  REFRESH_TOKEN_TTL: setting(seconds.pipe(positive), {
    default: '30d',
    help: 'How long a session lives without being refreshed.',
  }),
  SESSION_MAX_AGE: setting(seconds.pipe(positive), {
    default: '90d',
    help: 'When a session ends, however often it was refreshed.',
  }),
  REFRESH_TOKEN_ROTATION: setting(flag, {
    default: 'true',
    help: 'Whether each refresh replaces the refresh token. Without it a stolen one cannot be noticed.',
  }),
  REFRESH_REUSE_WINDOW: setting(seconds.pipe(z.number().max(60, 'must be at most 60s')), {
    default: '10s',
    help: 'How long the directly previous refresh token still gets the same successor; 0s forbids it.',
  }),
  REFRESH_TOKEN_COOKIE: setting(flag, {
    default: 'false',
    help: 'Whether refresh tokens go to browsers as HttpOnly cookies, and not in the body of answers.',
  }),
  REFRESH_TOKEN_COOKIE_SAME_SITE: setting(sameSite, {
    default: 'strict',
    help: 'From which sites the cookie comes along: strict, lax or none.',
  }),
  SESSIONS_PER_USER: setting(integer(1, 10_000), {
    default: '100',
    help: 'How many sessions one account may have at once; one more ends the one not refreshed for longest.',
  }),
  REFRESHES_PER_ADDRESS: setting(rate, {
    default: '6000/1m',
    help: 'Refreshes from one IP address; off for no limit.',
  }),
  SESSION_PURGE_INTERVAL: setting(milliseconds.pipe(z.number().min(100, 'must be at least 100ms')), {
    default: '10m',
    help: 'How often each process deletes the rows of sessions that ended more than a day ago.',
  }),
};
