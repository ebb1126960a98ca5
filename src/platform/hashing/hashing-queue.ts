import os from 'node:os';
import pLimit, { type LimitFunction } from 'p-limit';
import { type ClientError, overloaded } from '../../kernel/errors.ts';
import { traced } from '../tracing.ts';
import { RetryAfter } from './retry-after.ts';
import { lowerWorkerPriority } from './worker-priority.ts';

export interface HashingTurn {
  /** `full`: rejected at once. `gone`: the client disconnected while waiting. `failed`: a limit or the work itself threw. */
  outcome: 'hashed' | 'full' | 'gone' | 'failed';
  waitedSeconds: number;
  /** How long bcrypt took. */
  hashedSeconds: number;
}

interface TurnOptions {
  /** Checked when the job is dequeued. If the client has disconnected, the job is skipped. */
  isGone?: (() => boolean) | undefined;
  /** Runs after `isGone`, and can skip the work by throwing. */
  beforehand?: (() => Promise<void>) | undefined;
}

export interface QueueOptions {
  maxWaiting: number;
  /** Defaults to the number of cores. Lower this if other processes need the cores too. */
  concurrency?: number | undefined;
  /** Called after every job, in the async context of its request. */
  observe?: (turn: HashingTurn) => void;
}

/** Never takes up the whole thread pool, since Node.js also needs threads to read files and resolve host names. */
export class HashingQueue {
  private readonly limit: LimitFunction;
  private isPriorityLow = false;
  private preparing = 0;
  private readonly retryAfter = new RetryAfter();

  private readonly maxWaiting: number;
  private readonly observe: QueueOptions['observe'];

  constructor({ maxWaiting, concurrency = os.availableParallelism(), observe }: QueueOptions) {
    this.maxWaiting = maxWaiting;
    this.observe = observe;
    const threads = Number(process.env.UV_THREADPOOL_SIZE) || 4;
    this.limit = pLimit(Math.max(1, Math.min(concurrency, threads - 1)));
  }

  get load(): { running: number; waiting: number; maxWaiting: number } {
    const { activeCount, pendingCount } = this.limit;
    return { running: activeCount, waiting: pendingCount, maxWaiting: this.maxWaiting };
  }

  /** @returns OVERLOADED while the queue is full. */
  refuse(): ClientError | undefined {
    if (!this.isFull) return undefined;
    this.observe?.({ outcome: 'full', waitedSeconds: 0, hashedSeconds: 0 });
    return this.refusal();
  }

  /**
   * Runs the look-ups that precede a job, counting them as waiting jobs. Otherwise a storm of logins would take up all
   * database connections before the queue rejected any. @throws OVERLOADED while the queue is full.
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

  /** @param name of the span. @throws OVERLOADED while the queue is full. */
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
    if (this.isFull) return this.reject(turn, 'full');
    const waited = startWatch();
    const { promise: waiting, resolve: begin } = Promise.withResolvers<void>();
    void traced('work', 'password.wait', () => waiting);
    const result = this.limit(async () => {
      begin();
      turn.waitedSeconds = waited();
      if (isGone?.()) return this.reject(turn, 'gone');
      await beforehand?.();
      const hashed = startWatch();
      const done = await work();
      turn.hashedSeconds = hashed();
      turn.outcome = 'hashed';
      return done;
    });
    return result.finally(() => {
      // The threads do not exist until the first job.
      if (!this.isPriorityLow) lowerWorkerPriority();
      this.isPriorityLow = true;
    });
  }

  private get isFull(): boolean {
    const { activeCount, pendingCount, concurrency } = this.limit;
    return activeCount + pendingCount + this.preparing >= concurrency + this.maxWaiting;
  }

  private reject(turn: HashingTurn, outcome: 'full' | 'gone'): never {
    turn.outcome = outcome;
    throw this.refusal();
  }

  private refusal(): ClientError {
    return overloaded({ retryAfterSeconds: this.retryAfter.seconds() });
  }
}

function startWatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
