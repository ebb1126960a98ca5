import { type DestinationStream, type Logger, pino, stdTimeFunctions, symbols } from 'pino';
import { standardOutput } from './standard-output.ts';

interface LogOptions {
  level: string;
  readable: boolean;
  /** Defaults to standard output. */
  destination?: DestinationStream;
}

/** Logs JSON lines with UTC times, ids and reasons. For requests, only the method and path are logged. */
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
  const log = pino(options, readable ? await readableLines(output) : machineLines(output));
  output.onLoss((lines) => log.warn({ lines }, 'log lines were lost because writing failed'));
  return log;
}

/** The message of the line about each request. It follows the response, so it need not be written at once. */
export const answered = 'answered';

/** One write per request would take a tenth of the time of a `me` query (docs/performance.md). */
function machineLines(output: ReturnType<typeof standardOutput>): DestinationStream {
  const stream = {
    [symbols.needsMetadataGsym]: true,
    lastMsg: undefined as string | undefined,
    write: (line: string) => {
      if (stream.lastMsg === answered) output.writeSoon(line);
      else output.write(line);
    },
  };
  return stream;
}

async function readableLines(output: DestinationStream): Promise<DestinationStream> {
  try {
    const { prettyFactory } = await import('pino-pretty');
    const prettify = prettyFactory({ translateTime: 'SYS:HH:MM:ss', singleLine: true });
    return { write: (line) => output.write(prettify(line)) };
  } catch {
    // DEBUG also works if development dependencies are not installed.
    return output;
  }
}

/**
 * The parts of an error that are safe to log. MikroORM's messages contain statements with values such as hashes and emails;
 * the innermost cause's message does not.
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
