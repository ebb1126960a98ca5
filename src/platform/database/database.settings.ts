import { z } from 'zod';
import { optionalSetting, setting } from '../../kernel/config.ts';
import { integer, milliseconds } from '../../kernel/setting-values.ts';

const databaseAddress = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1;
}, 'must look like postgresql://user:password@host:5432/database');

/** Zero would mean "no limit" to PostgreSQL, and no limit is what these are there to prevent. */
const patience = milliseconds.pipe(
  z.number().min(1, 'must be at least 1ms').max(86_400_000, 'must be at most 1d'),
);

export const databaseSettings = {
  DATABASE_URL: optionalSetting(databaseAddress, {
    help: 'the PostgreSQL database, as in postgresql://user:password@host:5432/database',
    secret: true,
    requiredInProduction: true,
  }),
  DATABASE_POOL_SIZE: setting(integer(1, 1000), {
    default: '10',
    help: 'Connections that one process opens at most.',
  }),
  DATABASE_ACQUIRE_TIMEOUT: setting(patience, {
    default: '2s',
    help: 'How long a request waits for a free connection before it is refused with OVERLOADED.',
  }),
  DATABASE_STATEMENT_TIMEOUT: setting(patience, {
    default: '5s',
    help: 'How long one statement may run before PostgreSQL cancels it.',
  }),
  DATABASE_LOCK_TIMEOUT: setting(patience, {
    default: '2s',
    help: 'How long one statement may wait for a lock that another holds.',
  }),
};
