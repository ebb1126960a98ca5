import { z } from 'zod';
import { setting } from '../kernel/config.ts';
import { flag, integer, milliseconds, rate, seconds } from '../kernel/setting-values.ts';

const sameSite = z.enum(['strict', 'lax', 'none'], 'must be strict, lax or none');

const positive = z.number().min(1, 'must be at least 1s');

export const sessionSettings = {
  REFRESH_TOKEN_TTL: setting(seconds.pipe(positive), {
    default: '30d',
    help: 'How long a session lives without a refresh.',
  }),
  SESSION_MAX_AGE: setting(seconds.pipe(positive), {
    default: '90d',
    help: 'Maximum age of a session, however often it is refreshed.',
  }),
  REFRESH_TOKEN_ROTATION: setting(flag, {
    default: 'true',
    help: 'Whether each refresh replaces the refresh token. Without rotation, the service cannot detect theft.',
  }),
  REFRESH_REUSE_WINDOW: setting(seconds.pipe(z.number().max(60, 'must be at most 60s')), {
    default: '10s',
    help: 'How long the previous refresh token still gets the same successor; 0s rejects it.',
  }),
  REFRESH_TOKEN_COOKIE: setting(flag, {
    default: 'false',
    help: 'Whether to send refresh tokens as HttpOnly cookies instead of in the response body.',
  }),
  REFRESH_TOKEN_COOKIE_SAME_SITE: setting(sameSite, {
    default: 'strict',
    help: 'SameSite of the cookie: strict, lax or none.',
  }),
  SESSIONS_PER_USER: setting(integer(1, 10_000), {
    default: '100',
    help: 'Maximum number of sessions per account. A login beyond it ends the least recently used session.',
  }),
  REFRESHES_PER_ADDRESS: setting(rate, {
    default: '6000/1m',
    help: 'Refreshes from one IP address; off for no limit.',
  }),
  SESSION_PURGE_INTERVAL: setting(milliseconds.pipe(z.number().min(100, 'must be at least 100ms')), {
    default: '10m',
    help: 'How often each process moves sessions that ended more than a day ago to the history.',
  }),
};
