import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { standardOutput } from './standard-output.ts';

interface LogOptions {
  level: string;
  /** For people instead of machines. */
  readable: boolean;
  /** Where the lines go; standard output by default. */
  destination?: DestinationStream;
}

/** JSON lines with UTC times. What is logged holds ids and reasons; requests are logged by method and path only. */
export async function makeLogger({ level, readable, destination }: LogOptions): Promise<Logger> {
  const options = {
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    base: null,
    serializers: { err: describeError },
  };
  if (destination) return pino(options, destination);
  const output = standardOutput();
  const log = pino(options, readable ? await readableLines(output) : output);
  output.onLoss((lines) => log.warn({ lines }, 'log lines were lost: they could not be written'));
  return log;
}

async function readableLines(output: DestinationStream): Promise<DestinationStream> {
  try {
    const { prettyFactory } = await import('pino-pretty');
    const prettify = prettyFactory({ translateTime: 'SYS:HH:MM:ss', singleLine: true });
    return { write: (line) => output.write(prettify(line)) };
  } catch {
    // It is a development dependency; DEBUG also works where only the others are installed.
    return output;
  }
}

/**
 * What a log line may tell of an error. Messages of the database driver hold whole statements with their values, hashes
 * and addresses among them; the cause beneath has the same message without them.
 */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  let cause = error;
  while (nextCause(cause)) cause = nextCause(cause) as Error;
  const { code, table, constraint } = cause as { code?: unknown; table?: unknown; constraint?: unknown };
  return {
    type: error.name,
    message: cause.message,
    code,
    table,
    constraint,
    stack: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)),
  };
}

function nextCause(error: Error): Error | undefined {
  const { cause, previous, originalError } = error as {
    cause?: unknown;
    previous?: unknown;
    originalError?: unknown;
  };
  return [originalError, cause, previous].find((next) => next instanceof Error);
}
