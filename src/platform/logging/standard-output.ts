import { pino } from 'pino';

/** Room for about five thousand lines. */
const maxBufferedBytes = 2 ** 20;
const retryMilliseconds = 200;

/** POSIX guarantees atomic writes of up to PIPE_BUF bytes, so lines from several processes are not interleaved. */
const maxWriteBytes = 4_096;

interface LogOutput {
  write(line: string): void;
  /** Writes at the end of this turn of the event loop, together with other lines, but no later than the next `write`. */
  writeSoon(line: string): void;
  onLoss(tell: (lines: number) => void): void;
}

/**
 * Standard output that never blocks or ends the service. If the disk is full, or the reader has stopped or died, lines are
 * buffered and retried, and those that do not fit are counted. By default, pino would exit on a full disk, buffer without
 * limit behind a stopped reader, and retry forever at exit.
 */
export function standardOutput(): LogOutput {
  // Accessing `process.stdout` makes a pipe non-blocking, so a write to a full pipe fails instead of waiting.
  const { fd } = process.stdout;
  const stream = pino.destination({
    dest: fd,
    // Synchronous, so that an event is written before the response is sent.
    sync: true,
    minLength: 1,
    maxLength: maxBufferedBytes,
    maxWrite: maxWriteBytes,
    retryEAGAIN: () => false,
  });
  let lost = 0;
  let retry: NodeJS.Timeout | undefined;
  // pino's own listener stops for good once the reader dies, but a named pipe may get a new reader.
  stream.removeAllListeners('error').on('error', () => {
    clearTimeout(retry);
    retry = setTimeout(() => stream.flush(), retryMilliseconds).unref();
  });
  stream.on('drop', (dropped: string) => {
    lost += dropped.split('\n').length - 1;
  });
  let waiting = '';
  const writeWaiting = () => {
    const lines = waiting;
    waiting = '';
    if (lines !== '') stream.write(lines);
  };
  process.on('exit', writeWaiting);
  return {
    write: (line) => {
      writeWaiting();
      stream.write(line);
    },
    writeSoon: (line) => {
      if (waiting === '') setImmediate(writeWaiting);
      else if (waiting.length + line.length > maxWriteBytes) writeWaiting();
      waiting += line;
    },
    onLoss: (tell) =>
      stream.on('drain', () => {
        if (lost === 0) return;
        const lines = lost;
        lost = 0;
        tell(lines);
      }),
  };
}
