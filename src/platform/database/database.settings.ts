import { z } from 'zod';
import { optionalSetting, setting } from '../../kernel/config.ts';
import { integer, milliseconds } from '../../kernel/setting-values.ts';
import { hasSeveralHosts, schemaParameterOf, toConnectionUrl } from './connection-url.ts';

const databaseUrl = z.string().transform((text, context) => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (hasSeveralHosts(text))
    return refuse('must name one host: a name, or a proxy, that leads to the primary');
  const url = toConnectionUrl(text);
  if (url === undefined) return refuse('must look like postgresql://user:password@host:5432/database');
  const foreign = schemaParameterOf(url);
  if (foreign === undefined) return url;
  return refuse(
    `names the schema with ${foreign}=, as other drivers do; write options=-c%20search_path%3DSCHEMA instead ` +
      '(docs/operations.md)',
  );
});

export type Pooler = 'session' | 'transaction';

/** All in milliseconds. */
export interface DatabaseLimits {
  poolSize: number;
  acquireTimeout: number;
  statementTimeout: number;
  lockTimeout: number;
  pooler: Pooler;
}

const pooler = z.enum(['session', 'transaction'], {
  error:
    'must be session or transaction, as the pooler in front of the database works; leave it unset without one',
});

/** To PostgreSQL, 0 means "no limit". */
const timeout = milliseconds.pipe(
  z.number().min(1, 'must be at least 1ms').max(86_400_000, 'must be at most 1d'),
);

export const databaseSettings = {
  DATABASE_URL: optionalSetting(databaseUrl, {
    help: 'the PostgreSQL database, such as postgresql://user:password@host:5432/database',
    secret: true,
    requiredInProduction: true,
  }),
  DATABASE_POOLER: setting(pooler, {
    default: 'session',
    help: 'How a pooler in front of PostgreSQL, such as PgBouncer, shares connections.',
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
