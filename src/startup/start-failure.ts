import { ConfigError } from '../kernel/config.ts';
import { MigrationLockTimeout } from '../platform/database/migrate.ts';
import { describeError } from '../platform/logging/logger.ts';

/** Tells the operator why the service does not start, and what to do next. */
export class StartFailure extends Error {}

const notMigrated =
  'The database has not been migrated yet: start the service once, or run "npm run migrate" (node dist/src/migrate.js).';

const databaseAdvice: Readonly<Record<string, string>> = {
  '28P01': 'The database rejected the user or password in DATABASE_URL. Correct them.',
  '28000': 'The database rejected the user in DATABASE_URL. Check pg_hba.conf and the user.',
  '42P01': notMigrated,
  '3D000': 'The database in DATABASE_URL does not exist. Create it, or correct its name.',
};

export function notReady(): StartFailure {
  return new StartFailure(notMigrated);
}

const onSchema =
  'On an empty database, grant usage, create on schema public to it; where another role migrates, privileges on all tables ' +
  '(docs/security.md).';

/** PostgreSQL's own words for what a role may not do (42501), and the privilege that it lacks. */
const privileges: readonly [RegExp, (object: string) => string][] = [
  [/^permission denied for database (".+")$/, (name) => `Grant connect on database ${name} to it.`],
  // Without usage of the schema, the migrator tries to create it.
  [/^permission denied for (?:schema|database) (.+)$/, () => onSchema],
  [
    /^permission denied for (?:table|view|relation|sequence) (.+)$/,
    () => 'After each migration, grant it privileges on all tables (docs/security.md).',
  ],
  [
    /^must be owner of (.+)$/,
    (name) =>
      `Only the owner of ${name} can migrate it: run "npm run migrate" as that role first (docs/operations.md).`,
  ],
];

function missingPrivilege(message: string): string {
  const found = privileges.find(([pattern]) => pattern.test(message));
  const [, object = ''] = found?.[0].exec(message) ?? [];
  return `The user in DATABASE_URL lacks a privilege: ${message}. ${found?.[1](object) ?? 'Grant it (docs/security.md).'}`;
}

const migrationLocked =
  'Another process has been migrating the database for longer than MIGRATION_LOCK_TIMEOUT. Wait for it, or end it if it hangs: ' +
  'the session in pg_stat_activity that pg_locks shows with an advisory lock.';

export function databaseFailure(error: unknown): StartFailure {
  if (error instanceof MigrationLockTimeout) return new StartFailure(migrationLocked);
  const { code, message } = describeError(error) as { code?: string; message?: string };
  return new StartFailure(
    adviceFor(code, message) ?? `The database in DATABASE_URL cannot be used: ${message}`,
  );
}

function adviceFor(code = '', message = ''): string | undefined {
  return code === '42501' ? missingPrivilege(message) : databaseAdvice[code];
}

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

const taken = (port: number) => `Port ${port} is taken. Stop what uses it, or set PORT to another one.`;

const notShared = (port: number) =>
  `Port ${port} is taken by a process that does not share it. Start every process on it with REUSE_PORT=true and as ` +
  'the same user, or set PORT to another one.';

const cannotShare =
  'This system cannot share a port between processes. Unset REUSE_PORT, give each process its own PORT, and put ' +
  'a reverse proxy in front of them.';

export function explainStartFailure(error: unknown): string {
  if (error instanceof StartFailure || error instanceof ConfigError) return `${error.message}\n`;
  const { code, message } = describeError(error) as { code?: string; message?: string };
  return `${adviceFor(code, message) ?? `The service did not start: ${message}`}\n`;
}
