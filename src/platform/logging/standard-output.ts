import { pino } from 'pino';

/** About five thousand lines. */
const maxBufferedBytes = 2 ** 20;
const retryMilliseconds = 200;

interface LogOutput {
  write(line: string): void;
  onLoss(tell: (lines: number) => void): void;
}

/**
 * Standard output that never blocks or ends the service. When the disk is full, or the reader has stopped or died, lines
 * are buffered and retried; lines beyond the buffer are counted. By default pino would exit on a full disk, buffer
 * without bound behind a stopped reader, and retry for ever at exit.
 */
export function standardOutput(): LogOutput {
  // Reading `process.stdout` makes a pipe non-blocking: a write to a full pipe fails instead of waiting.
  const { fd } = process.stdout;
  const stream = pino.destination({
    dest: fd,
    // Writes are synchronous: an event is flushed before the response.
    sync: true,
    minLength: 1,
    maxLength: maxBufferedBytes,
    // Writes of up to PIPE_BUF bytes are atomic (POSIX), so lines of several processes do not mix.
    maxWrite: 4_096,
    retryEAGAIN: () => false,
  });
  let lost = 0;
  let retry: NodeJS.Timeout | undefined;
  // pino's own listener stops for good when the reader has died, but a named pipe may get a new reader.
  stream.removeAllListeners('error').on('error', () => {
    clearTimeout(retry);
    retry = setTimeout(() => stream.flush(), retryMilliseconds).unref();
  });
  stream.on('drop', () => {
    lost += 1;
  });
  return {
    write: (line) => void stream.write(line),
    onLoss: (tell) =>
      stream.on('drain', () => {
        if (lost === 0) return;
        const lines = lost;
        lost = 0;
        tell(lines);
      }),
  };
}
