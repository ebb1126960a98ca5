import { z } from 'zod';
import { setting } from './config.ts';
import { flag } from './setting-values.ts';

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export const processSettings = {
  DEBUG: setting(flag, {
    default: { development: 'true', production: 'false' },
    help: 'Enables Apollo Sandbox and GraphiQL, introspection, readable logs, and CORS for local pages and Sandbox.',
  }),
  LOG_LEVEL: setting(z.enum(levels, `must be one of ${levels.join(', ')}`), {
    default: 'info',
    help: 'The lowest level to log: fatal, error, warn, info, debug, trace or silent.',
  }),
};
