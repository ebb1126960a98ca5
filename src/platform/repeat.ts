import { setTimeout as sleep } from 'node:timers/promises';
import type { BaseLogger } from 'pino';

interface Task {
  /** For the log. */
  name: string;
  log: Pick<BaseLogger, 'warn'>;
  /** Milliseconds until the first run, and from the end of one run to the start of the next. */
  first: number;
  pause: number;
}

/** Runs background work repeatedly. Logs errors and continues. @returns a function that stops the work. */
export function repeat({ name, log, first, pause }: Task, work: () => Promise<unknown>): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  void (async () => {
    for (let wait = first; ; wait = pause) {
      await sleep(wait, undefined, { signal, ref: false });
      try {
        await work();
      } catch (err) {
        log.warn({ err, task: name }, 'background work failed; retrying later');
      }
    }
  })().catch(() => undefined);
  return () => stopping.abort();
}
