import type { Command, Commands } from '../feature/command.ts';
import { ClientError, type FieldProblem } from '../kernel/errors.ts';
import { databaseFailure } from '../startup/start-failure.ts';

const call = 'npm run --silent admin --';

export function overview(commands: Commands): string {
  const lines = Object.entries(commands).map(([name, command]) => `  ${signature(name, command)}`);
  const width = Math.max(...lines.map(({ length }) => length));
  const helps = Object.values(commands).map(({ help }) => help);
  const rows = lines.map((line, index) => `${line.padEnd(width)}   ${helps[index]}\n`);
  return `${call} COMMAND\nnode dist/src/admin.js COMMAND, where only the built service is installed\n\n${rows.join('')}
Results are lines of JSON on standard output; everything else is on standard error. It ends with 0 when it is done, 1 when
it was refused or failed, and 2 when it was given in a wrong way.
`;
}

export function helpOf(name: string, command: Command): string {
  return `${call} ${signature(name, command)}\n\n${command.help}\n`;
}

function signature(name: string, { usage }: Command): string {
  return usage === undefined ? name : `${name} ${usage}`;
}

/** Why a command failed, for whoever gave it. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return `${error}\n`;
  if (!(error instanceof ClientError)) {
    return `${(isOfDatabase(error) ? databaseFailure(error) : error).message}\n`;
  }
  const { code, message, extensions } = error;
  const fields = extensions.fields as FieldProblem[] | undefined;
  if (!fields) return `${message} (${code})\n`;
  const lines = fields.map(({ path, reason, message }) => `  ${path.at(-1)}: ${message} (${reason})\n`);
  return `Some of the values cannot be accepted (${code}):\n${lines.join('')}`;
}

/** It has an SQLSTATE, or is about the connection. */
function isOfDatabase(error: Error): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[\dA-Z]{5}$|^(ECONN|ENOTFOUND|ETIMEDOUT|EHOST|ENET|EAI_)/.test(code);
}
