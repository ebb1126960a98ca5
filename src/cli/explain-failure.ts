import { ClientError, type FieldProblem } from '../kernel/errors.ts';
import { databaseFailure } from '../startup/start-failure.ts';

/** Tells the operator why a command failed. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return `${error}\n`;
  if (!(error instanceof ClientError)) {
    return `${(isOfDatabase(error) ? databaseFailure(error) : error).message}\n`;
  }
  const { code, message, extensions } = error;
  const fields = extensions.fields as FieldProblem[] | undefined;
  if (!fields) return `${message} (${code})\n`;
  const lines = fields.map(({ path, reason, message }) => `  ${path.at(-1)}: ${message} (${reason})\n`);
  return `Invalid input (${code}):\n${lines.join('')}`;
}

/** Whether the error has an SQLSTATE or a network error code. */
function isOfDatabase(error: Error): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[\dA-Z]{5}$|^(ECONN|ENOTFOUND|ETIMEDOUT|EHOST|ENET|EAI_)/.test(code);
}
