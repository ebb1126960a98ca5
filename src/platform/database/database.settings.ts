import { z } from 'zod';
import { optionalSetting, setting } from '../../kernel/config.ts';
import { integer, milliseconds } from '../../kernel/setting-values.ts';
import { hasSeveralHosts, toConnectionUrl } from './connection-url.ts';

const databaseUrl = z.string().transform((text, context) => {
  const isOneHost = !hasSeveralHosts(text);
  const url = isOneHost ? toConnectionUrl(text) : undefined;
  if (url !== undefined) return url;
  context.addIssue({
    code: 'custom',
    message: isOneHost
      ? 'must look like postgresql://user:password@host:5432/database'
      : 'must name one host: a name, or a proxy, that leads to the primary',
  });
  return z.NEVER;
});

/** PostgreSQL interprets 0 as "no limit". */
const timeout = milliseconds.pipe(
  z.number().min(1, 'must be at least 1ms').max(86_400_000, 'must be at most 1d'),
);

export const databaseSettings = {
  DATABASE_URL: optionalSetting(databaseUrl, {
    help: 'the PostgreSQL database, such as postgresql://user:password@host:5432/database',
    secret: true,
    requiredInProduction: true,
  }),
  DATABASE_POOL_SIZE: setting(integer(1, 1000), {
    default: '10',
    help: 'The maximum number of connections of one process.',
  }),
  DATABASE_ACQUIRE_TIMEOUT: setting(timeout, {
    default: '2s',
    help: 'How long a request waits for a free connection before the service rejects it with OVERLOADED.',
  }),
  DATABASE_STATEMENT_TIMEOUT: setting(timeout, {
    default: '5s',
    help: 'How long one statement may run before PostgreSQL cancels it.',
  }),
  DATABASE_LOCK_TIMEOUT: setting(timeout, {
    default: '2s',
    help: 'How long one statement may wait for a lock.',
  }),
  MIGRATION_LOCK_TIMEOUT: setting(timeout, {
    default: '5m',
    help: 'How long a starting process waits while another process migrates the database.',
  }),
};
