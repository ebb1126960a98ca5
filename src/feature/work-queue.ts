import { setTimeout as sleep } from 'node:timers/promises';
import type { ClaimedRow, DueRows } from '../platform/database/due-rows.ts';
import { persistently } from '../platform/persistently.ts';
import { withTimeLimit } from '../platform/time-limit.ts';
import { type App, type Context, systemContext } from './context.ts';

interface Options<Row extends object> {
  name: string;
  rows: DueRows<Row>;
  /**
   * Runs one job, outside any transaction. If the job throws or exceeds the lease, the queue postpones the row. The signal
   * aborts when the lease ends, and when the stopping process no longer waits for jobs.
   *
   * @returns `settled` if the job itself has finished, postponed or abandoned its row. @throws NotStarted, Unavailable
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most jobs return nothing
  work(ctx: Context, row: Row & ClaimedRow, signal: AbortSignal): Promise<void | 'settled'>;
  /** The maximum number of concurrent jobs. */
  batchSize?: number;
  pollMilliseconds?: number;
  /** Whether the process is busy with more important work. Meanwhile, jobs start at a slow pace. */
  isBusy?(): boolean;
  /** How long `end` waits for running jobs. Unfinished jobs are due again after their lease. */
  drainMilliseconds?: number;
}

/** The job did nothing, so this try does not count. */
export class NotStarted extends Error {}

/**
 * None of the jobs in this queue can run now, since a server that they all need is down. This try does not count. The queue
 * pauses, doubling the pause after each failure.
 */
export class Unavailable extends NotStarted {}

const refillDelayMs = 5;
const returnMs = 1_000;

/** At most 32 jobs a second. */
const busyPace = { jobs: 4, everyMs: 125 };

const pauseMs = { first: 1_000, max: 30_000 };

export interface QueueWorker {
  /** Looks for due rows now. Call this after committing a row; other processes poll. */
  wake(): void;
  end(): Promise<void>;
}

export function workQueue<Row extends object>(
  app: App,
  {
    name,
    rows,
    work,
    batchSize = 10,
    pollMilliseconds = 5_000,
    isBusy = () => false,
    drainMilliseconds = 2_000,
  }: Options<Row>,
): QueueWorker {
  const ending = new AbortController();
  const leaving = new AbortController();
  let alarm = Promise.withResolvers<void>();
  const running = new Set<Promise<void>>();
  /** Whether the last claim was full, which means that more rows may be due. */
  let mayBeMore = false;
  const { database, log } = app;

  let failures = 0;
  let pausedUntil = 0;

  const pause = (err: unknown) => {
    if (performance.now() < pausedUntil) return;
    if (failures === 0) log.warn({ err, queue: name }, 'the queue pauses until its jobs can run');
    const milliseconds = Math.min(pauseMs.first * 2 ** failures, pauseMs.max) * (0.75 + Math.random() / 2);
    failures += 1;
    pausedUntil = performance.now() + milliseconds;
    alarm.resolve();
  };

  const resume = () => {
    if (failures === 0) return;
    failures = 0;
    log.info({ queue: name }, 'the queue continues');
    alarm.resolve();
  };

  const workOn = async (row: Row & ClaimedRow) => {
    const about = { queue: name, job: row.id, tries: row.tries };
    try {
      const settled = await withTimeLimit(rows.leaseSeconds * 1_000, (expiry) =>
        work(systemContext(app, `job:${name}`), row, AbortSignal.any([expiry, leaving.signal])),
      );
      resume();
      if (settled) return;
    } catch (err) {
      if (err instanceof NotStarted) {
        if (err instanceof Unavailable) pause(err);
        // If releasing fails, the row is due again after its lease.
        return void (await rows.release(database, row).catch(() => undefined));
      }
      // If postponing fails, the row is due again after its lease.
      const outcome = await rows.postpone(database, row).catch(() => 'lost');
      log.warn({ err, ...about, outcome }, 'a job failed');
      return;
    }
    try {
      if (!(await persistently(() => rows.finish(database, row))))
        log.warn(about, 'a job took longer than its lease');
    } catch (err) {
      log.warn({ err, ...about }, 'a job is done, but marking its row as finished failed');
    }
  };

  let willRefill = false;

  /** Jobs that end at about the same time are replaced by a single claim. */
  const refillSoon = () => {
    if (willRefill) return;
    willRefill = true;
    setTimeout(() => {
      willRefill = false;
      alarm.resolve();
    }, refillDelayMs).unref();
  };

  const start = (row: Row & ClaimedRow) => {
    const job = workOn(row).finally(() => {
      running.delete(job);
      if (mayBeMore) refillSoon();
    });
    running.add(job);
  };

  /** After a failure, one job tests whether the others can run. */
  const slots = () => (failures > 0 ? 1 : isBusy() ? Math.min(busyPace.jobs, batchSize) : batchSize);

  const fillSlots = async () => {
    if (performance.now() < pausedUntil) return;
    const free = slots() - running.size;
    if (free <= 0) {
      mayBeMore = true;
      return;
    }
    const { claimed, givenUp } = await rows.claim(database, free);
    mayBeMore = claimed.length + givenUp.length === free;
    for (const { id: job, tries } of givenUp) {
      log.warn({ queue: name, job, tries, outcome: 'given up' }, 'the last attempt of a job never ended');
    }
    claimed.forEach(start);
  };

  const rest = (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);

  const loop = async () => {
    while (!ending.signal.aborted) {
      if (isBusy()) await rest(busyPace.everyMs);
      alarm = Promise.withResolvers();
      await fillSlots().catch((err: unknown) => {
        mayBeMore = false;
        log.warn({ err, queue: name }, 'could not read the queue; retrying');
      });
      if (mayBeMore && running.size < slots() && performance.now() >= pausedUntil) continue;
      // Random, so that replicas that started together do not poll together.
      const poll = pollMilliseconds * (0.5 + Math.random());
      const left = pausedUntil - performance.now();
      await Promise.race([alarm.promise, rest(left > 0 ? left : poll)]);
    }
  };

  const looping = loop();
  return {
    wake: () => alarm.resolve(),
    async end() {
      ending.abort();
      try {
        await withTimeLimit(drainMilliseconds, () => looping.then(() => Promise.all(running)));
      } catch (err) {
        log.warn({ queue: name, jobs: running.size }, 'stopped before all jobs had ended');
        leaving.abort(err);
        // Jobs that heed the signal return their rows, so that no row has to wait for its lease to end.
        await withTimeLimit(returnMs, () => Promise.all(running)).catch(() => undefined);
      }
    },
  };
}
