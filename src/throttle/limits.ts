import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Counter, Counters } from './counters.ts';
import type { Rate } from './throttle.settings.ts';

/** What an attempt was counted in. */
export interface Charge {
  /** As if the attempt had not been made. */
  takeBack(): Promise<unknown>;
  /** The attempt has succeeded. */
  clear(): Promise<unknown>;
}

/** Counts attempts by a key. */
export interface Limit {
  readonly name: string;
  /** Counts one attempt in one atomic step. @returns how many milliseconds to wait, when it is one too many. */
  charge(key: string): Promise<Charge | number>;
}

const nothing = async () => undefined;

/** For what was not counted, or stays counted whatever comes of it. */
export const settled: Charge = { takeBack: nothing, clear: nothing };

/** So many attempts in so much time; of `failuresOnly`, those that succeed are taken back. */
export class WindowLimit implements Limit {
  private readonly counter: Counter;

  constructor(
    readonly name: string,
    counters: Counters,
    { count, seconds }: Rate,
    private readonly options = { failuresOnly: false },
  ) {
    this.counter = counters.make(name, count, seconds);
  }

  async charge(key: string): Promise<Charge | number> {
    const taken = await take(this.counter, key);
    if (typeof taken === 'number') {
      // Who is refused has not failed; counted, right passwords that come together would fill the counter.
      if (this.options.failuresOnly) await this.counter.reward(key, 1);
      return taken;
    }
    const takeBack = () => this.counter.reward(key, 1);
    return { takeBack, clear: this.options.failuresOnly ? takeBack : nothing };
  }
}

interface Patience {
  /** How many failures in a row are free. */
  tries: number;
  /** How long the first wait after them is, in seconds; each further one is twice as long. */
  firstWait: number;
  longestWait: number;
  /** After how many seconds a row of failures is forgotten. */
  memory: number;
}

/**
 * Failures in a row: a few are free, then each further try takes a turn, and the turns come ever more slowly. There is
 * always a next turn, for whoever comes first. A success ends the row; with time, the free tries come anew.
 */
export class TriesLimit implements Limit {
  private readonly free: Counter;
  private readonly turn: Counter;
  private readonly turnsTaken: Counter;

  constructor(
    readonly name: string,
    counters: Counters,
    private readonly patience: Patience,
  ) {
    const { tries, firstWait, memory } = patience;
    // The last of the free tries is the first turn: so the wait begins with it, however many come at once.
    this.free = counters.make(name, tries - 1, memory);
    this.turn = counters.make(`${name}-turn`, 1, firstWait);
    this.turnsTaken = counters.make(`${name}-turns`, 1, memory);
  }

  async charge(key: string): Promise<Charge | number> {
    const free = await take(this.free, key);
    if (typeof free !== 'number') {
      return { takeBack: () => this.free.reward(key, 1), clear: () => this.forget(key) };
    }
    const turn = await take(this.turn, key);
    if (typeof turn === 'number') return turn;
    const { consumedPoints } = await this.turnsTaken.penalty(key);
    if (consumedPoints > 1) await this.turn.block(key, this.waitAfter(consumedPoints));
    return {
      takeBack: () => Promise.all([this.turn.delete(key), this.turnsTaken.reward(key, 1)]),
      clear: () => this.forget(key),
    };
  }

  private forget(key: string): Promise<unknown> {
    return Promise.all([this.free, this.turn, this.turnsTaken].map((each) => each.delete(key)));
  }

  private waitAfter(turns: number): number {
    return Math.min(this.patience.firstWait * 2 ** (turns - 1), this.patience.longestWait);
  }
}

/** How many attempts a process counts by itself, at most, before it tells the others. */
const longestStep = 10;

/**
 * So many attempts in so much time, for what is far cheaper than a statement of its own: each process counts in memory,
 * and in the shared counter ten at a time.
 */
export class CoarseLimit implements Limit {
  private readonly own: RateLimiterMemory;
  private readonly shared: Counter;
  private readonly step: number;
  private readonly longestWait: number;

  constructor(
    readonly name: string,
    counters: Counters,
    { count, seconds }: Rate,
  ) {
    this.own = new RateLimiterMemory({ keyPrefix: name, points: count, duration: seconds });
    this.shared = counters.make(name, count, seconds);
    this.step = Math.min(longestStep, count);
    this.longestWait = seconds * 1000;
  }

  async charge(key: string): Promise<Charge | number> {
    const own = await take(this.own, key);
    // Memory ends a window by a timer, and tells what is left of it by the process's clock, which may have jumped back.
    if (typeof own === 'number') return Math.min(own, this.longestWait);
    if (own.consumedPoints % this.step !== 0) return settled;
    const shared = await take(this.shared, key, this.step);
    if (typeof shared !== 'number') return settled;
    await this.own.block(key, shared / 1000);
    return shared;
  }
}

/** @returns how many milliseconds to wait, when there are no points left. */
async function take(counter: Counter, key: string, points = 1): Promise<RateLimiterRes | number> {
  try {
    return await counter.consume(key, points);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
    throw refusal;
  }
}
