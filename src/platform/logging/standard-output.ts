import { pino } from 'pino';

/** What is kept of lines that cannot be written, in bytes: some five thousand of them. */
const mostKept = 2 ** 20;
const retryMilliseconds = 200;

interface LogOutput {
  write(line: string): void;
  /** Calls back when lines can be written again, with how many of them were lost. */
  onLoss(tell: (lines: number) => void): void;
}

/**
 * Standard output, which never holds up the service or ends it: where a disk is full, or whoever reads has stopped or
 * died, lines are kept and tried again, and those beyond are counted. By itself pino would end the process on a full
 * disk, keep lines without bound behind a reader that has stopped, and try for ever at the end of the process.
 */
export function standardOutput(): LogOutput {
  // Being looked at makes a pipe non-blocking; a write to a full one then fails instead of waiting.
  const { fd } = process.stdout;
  const stream = pino.destination({
    dest: fd,
    // An event is with the kernel before its answer is on its way.
    sync: true,
    minLength: 1,
    maxLength: mostKept,
    // So much goes into a pipe whole or not at all (POSIX, PIPE_BUF): lines of several processes stay apart.
    maxWrite: 4_096,
    retryEAGAIN: () => false,
  });
  let lost = 0;
  let retry: NodeJS.Timeout | undefined;
  // pino's own listener gives up for good when a reader has died, although a named pipe may get another one.
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
