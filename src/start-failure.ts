import { ConfigError } from './config.ts';
import { asDatabaseTrouble } from './platform/database-errors.ts';
import { describeError } from './platform/logging.ts';

/** What to tell whoever started the service when it does not start: what is wrong, and what to do next. */
export function explainStartFailure(error: unknown): string {
  const { code, port } = error as { code?: string; port?: number };
  if (error instanceof ConfigError) return `${error.message}\n`;
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Stop what uses it, or set PORT to another one.\n`;
  const { message } = describeError(error) as { message?: string };
  if (asDatabaseTrouble(error)) return `The database in DATABASE_URL cannot be reached: ${message}\n`;
  return `The service did not start: ${message}\n`;
}
