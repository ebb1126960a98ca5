import { setTimeout as sleep } from 'node:timers/promises';
import type { BaseLogger } from 'pino';

interface Task {
  /** What the log calls it when it fails. */
  name: string;
  log: Pick<BaseLogger, 'warn'>;
  /** Milliseconds until the first run, and from the end of one run to the start of the next. */
  first: number;
  pause: number;
}

/**
 * Runs background work again and again. A run that throws is logged, and the next one comes all the same.
 *
 * @returns stops it.
 */
export function repeat({ name, log, first, pause }: Task, work: () => Promise<unknown>): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  void (async () => {
    for (let wait = first; ; wait = pause) {
      await sleep(wait, undefined, { signal, ref: false });
      try {
        await work();
      } catch (err) {
        log.warn({ err, task: name }, 'background work failed; it runs again later');
      }
    }
  })().catch(() => undefined);
  return () => stopping.abort();
}
