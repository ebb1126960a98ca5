import { ConfigError } from '../kernel/config.ts';
import { SchemaFailure } from '../platform/database/inspect.ts';
import { MigrationLockTimeout } from '../platform/database/migrate.ts';
import { isStatementMode, noTransactions, PoolerFailure } from '../platform/database/pooler.ts';
import { describeError } from '../platform/logging/logger.ts';
import { missingPrivilege } from './missing-privilege.ts';

/** Tells the operator why the service did not start, and what to do next. */
export class StartFailure extends Error {}

const notMigrated =
  'The database has not been migrated yet. Start the service once, or run "npm run migrate" (node dist/src/migrate.js).';

const databaseAdvice: Readonly<Record<string, string>> = {
  '28P01': 'The database rejected the user or password in DATABASE_URL. Correct them.',
  '28000': 'The database rejected the user in DATABASE_URL. Check pg_hba.conf and the user.',
  '42P01': notMigrated,
  '42P07':
    'The schema has tables of another application, with names that this service uses: give the service a schema of its own ' +
    '(docs/operations.md).',
  '23514':
    'The username or email of the account is not in canonical form. See "users check" (docs/operations.md).',
  '25006':
    'The database in DATABASE_URL accepts no writes: it is a standby, or its operator has made it read-only. Name the primary.',
  '3D000': 'The database in DATABASE_URL does not exist. Create it, or correct its name.',
};

export function notReady(): StartFailure {
  return new StartFailure(notMigrated);
}

const migrationLocked =
  'Another process has held the migration lock for longer than MIGRATION_LOCK_TIMEOUT. Wait until it has migrated the database; ' +
  'if that process hangs, end it. Its session has the locktype "advisory" in pg_locks.';

export function databaseFailure(error: unknown): StartFailure {
  if (error instanceof MigrationLockTimeout) return new StartFailure(migrationLocked);
  if (error instanceof SchemaFailure || error instanceof PoolerFailure)
    return new StartFailure(error.message);
  const { code, message } = describeError(error) as { code?: string; message?: string };
  return new StartFailure(
    adviceFor(code, message) ?? `The database in DATABASE_URL cannot be used: ${message}`,
  );
}

function adviceFor(code = '', message = ''): string | undefined {
  if (code === '42501') return missingPrivilege(message);
  if (isStatementMode(message)) return noTransactions;
  // pg's own error for a URL without a password, which has no code.
  if (/^SASL: .*client password must be /.test(message)) return noPassword;
  if (message.startsWith('Query read timeout')) return noAnswer;
  const [, parameter] = /^unsupported startup parameter: (\w+)/.exec(message) ?? [];
  return parameter === undefined ? databaseAdvice[code] : rejectedParameter(parameter);
}

const noAnswer =
  'The database in DATABASE_URL accepted a connection, but then did not respond: it hangs, or the pooler in front of it has no ' +
  'free connection.';

const noPassword =
  'The database requires a password, and DATABASE_URL has none. Add it: postgresql://user:password@host:5432/database';

const rejectedParameter = (name: string) =>
  `The pooler in front of the database rejects the parameter ${name} of DATABASE_URL. Remove it there, and set what it sets ` +
  'on the role: alter role … set search_path = …, say (docs/configuration.md).';

interface ListenAddress {
  host: string;
  port: number;
  reusePort: boolean;
}

export function listenFailure(error: unknown, { host, port, reusePort }: ListenAddress): StartFailure {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new StartFailure(reusePort ? notShared(port) : taken(port));
  if (code === 'ENOTSUP' && reusePort) return new StartFailure(cannotShare);
  return new StartFailure(`Cannot listen on ${host}:${port}; check HOST and PORT: ${message}`);
}

const taken = (port: number) => `Port ${port} is taken. Stop the program that uses it, or set another PORT.`;

const notShared = (port: number) =>
  `Port ${port} is taken by a process that does not share it. Start every process with REUSE_PORT=true and as ` +
  'the same user, or set another PORT.';

const cannotShare =
  'This system cannot share a port between processes. Unset REUSE_PORT, give each process its own PORT, and put ' +
  'a reverse proxy in front of them.';

export function explainStartFailure(error: unknown): string {
  if (error instanceof StartFailure || error instanceof ConfigError) return `${error.message}\n`;
  const { code, message } = describeError(error) as { code?: string; message?: string };
  return `${adviceFor(code, message) ?? `The service did not start: ${message}`}\n`;
}
