import os from 'node:os';
import pLimit, { type LimitFunction } from 'p-limit';
import { type ClientError, overloaded } from '../../kernel/errors.ts';
import { traced } from '../tracing.ts';
import { RetryAfter } from './retry-after.ts';
import { lowerWorkerPriority } from './worker-priority.ts';

/** How one turn in the queue went. */
export interface HashingTurn {
  /**
   * `full`: refused at once, since too many were waiting. `gone`: nobody waited for it any more when the turn came.
   * `failed`: something threw, as a limit on attempts does.
   */
  outcome: 'hashed' | 'full' | 'gone' | 'failed';
  waitedSeconds: number;
  /** What bcrypt took, without what ran beforehand. */
  hashedSeconds: number;
}

interface TurnOptions {
  /** Asked when the turn has come: for whom nobody waits any more, nothing is hashed. */
  isGone?: (() => boolean) | undefined;
  /** Runs after that; what it throws saves the work. */
  beforehand?: (() => Promise<void>) | undefined;
}

export interface QueueOptions {
  /** How many may wait. */
  longestQueue: number;
  /** How many may be hashed at a time; as many as there are cores, unless other processes use them too. */
  concurrency?: number | undefined;
  /** Is told of every turn, in the asynchronous context of whoever asked for it. */
  observe?: (turn: HashingTurn) => void;
}

/** Hashes a few passwords at a time, and never takes the whole thread pool, which reads files and looks up names too. */
export class HashingQueue {
  private readonly limit: LimitFunction;
  private isPriorityLow = false;
  private preparing = 0;
  private readonly retryAfter = new RetryAfter();

  private readonly longestQueue: number;
  private readonly observe: QueueOptions['observe'];

  constructor({ longestQueue, concurrency = os.availableParallelism(), observe }: QueueOptions) {
    this.longestQueue = longestQueue;
    this.observe = observe;
    const threads = Number(process.env.UV_THREADPOOL_SIZE) || 4;
    this.limit = pLimit(Math.max(1, Math.min(concurrency, threads - 1)));
  }

  get load(): { running: number; waiting: number; mostWaiting: number } {
    const { activeCount, pendingCount } = this.limit;
    return { running: activeCount, waiting: pendingCount, mostWaiting: this.longestQueue };
  }

  /** @returns OVERLOADED for somebody who would have to wait for too long, and nothing for anybody else. */
  refuse(): ClientError | undefined {
    if (!this.isFull) return undefined;
    this.observe?.({ outcome: 'full', waitedSeconds: 0, hashedSeconds: 0 });
    return this.refusal();
  }

  /**
   * Does what is needed before a turn can be taken, and counts as waiting for it already: a storm would otherwise wait for
   * all connections of the database first, which others need too, only to be refused afterwards.
   *
   * @throws OVERLOADED at once, when too many are waiting.
   */
  async prepare<Found>(lookUp: () => Promise<Found>): Promise<Found> {
    const refusal = this.refuse();
    if (refusal) throw refusal;
    this.preparing += 1;
    try {
      return await lookUp();
    } finally {
      this.preparing -= 1;
    }
  }

  /**
   * @param name what the work is in the trace of its request, beside `password.wait`.
   * @throws OVERLOADED at once, when too many are waiting.
   */
  async run<Result>(name: string, work: () => Promise<Result>, options: TurnOptions): Promise<Result> {
    const turn: HashingTurn = { outcome: 'failed', waitedSeconds: 0, hashedSeconds: 0 };
    try {
      return await this.takeTurn(turn, () => traced('work', name, work), options);
    } finally {
      this.observe?.(turn);
    }
  }

  private async takeTurn<Result>(
    turn: HashingTurn,
    work: () => Promise<Result>,
    { isGone, beforehand }: TurnOptions,
  ): Promise<Result> {
    if (this.isFull) return this.giveUp(turn, 'full');
    const waited = startWatch();
    const { promise: waiting, resolve: begin } = Promise.withResolvers<void>();
    void traced('work', 'password.wait', () => waiting);
    const result = this.limit(async () => {
      begin();
      turn.waitedSeconds = waited();
      if (isGone?.()) return this.giveUp(turn, 'gone');
      await beforehand?.();
      const hashed = startWatch();
      const done = await work();
      turn.hashedSeconds = hashed();
      turn.outcome = 'hashed';
      return done;
    });
    return result.finally(() => {
      // By now the threads exist.
      if (!this.isPriorityLow) lowerWorkerPriority();
      this.isPriorityLow = true;
    });
  }

  private get isFull(): boolean {
    const { activeCount, pendingCount, concurrency } = this.limit;
    return activeCount + pendingCount + this.preparing >= concurrency + this.longestQueue;
  }

  private giveUp(turn: HashingTurn, outcome: 'full' | 'gone'): never {
    turn.outcome = outcome;
    throw this.refusal();
  }

  private refusal(): ClientError {
    return overloaded({ retryAfterSeconds: this.retryAfter.seconds() });
  }
}

/** @returns how many seconds have passed since. */
function startWatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
