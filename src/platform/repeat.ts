import { setTimeout as sleep } from 'node:timers/promises';

interface Timing {
  /** Milliseconds from now, and from one time to the next. */
  first: number;
  pause: number;
}

/**
 * Does something again and again, beside the requests. It must not throw: what failed is tried again the next time.
 *
 * @returns ends it.
 */
export function repeat({ first, pause }: Timing, work: () => Promise<void>): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  void (async () => {
    for (let wait = first; ; wait = pause) {
      await sleep(wait, undefined, { signal, ref: false });
      await work();
    }
  })().catch(() => undefined);
  return () => ending.abort();
}
