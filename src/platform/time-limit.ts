/**
 * Limits how long the caller waits for work. The work itself continues unless it heeds the signal.
 *
 * @throws Error once the time is up.
 */
export async function withTimeLimit<Result>(
  milliseconds: number,
  work: (signal: AbortSignal) => Result | Promise<Result>,
): Promise<Result> {
  const expiry = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`Timed out after ${milliseconds / 1000} s.`);
      expiry.abort(error);
      reject(error);
    }, milliseconds);
  });
  try {
    return await Promise.race([work(expiry.signal), expired]);
  } finally {
    clearTimeout(timer);
  }
}
