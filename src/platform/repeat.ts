import { setTimeout as sleep } from 'node:timers/promises';
import type { BaseLogger } from 'pino';
import { oncePer } from './once-per.ts';

interface Task {
  /** Used in the log. */
  name: string;
  log: Pick<BaseLogger, 'warn'>;
  /** Milliseconds until the first run, and between the end of one run and the start of the next. */
  first: number;
  pause: number;
}

const worksOf = oncePer((_log: Task['log']) => new Set<() => Promise<unknown>>());

/** Runs all background work that repeats with this logger now, in the order in which it was started. @throws its error. */
export async function repeatNow(log: Task['log']): Promise<void> {
  for (const work of worksOf(log)) await work();
}

/** Runs background work repeatedly, carrying on after errors, which it logs. @returns a function that stops it. */
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
  worksOf(log).add(work);
  return () => {
    worksOf(log).delete(work);
    stopping.abort();
  };
}
