import type { Attempt, AttemptOutcome } from '../feature/attempts.ts';
import type { App, Context } from '../feature/context.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { oncePer } from '../platform/once-per.ts';
import { clientOf } from './client-address.ts';
import { Counters } from './counters.ts';
import type { Charge } from './limits.ts';
import { type LimitsInForce, makeLimits } from './login-limits.ts';
import { RecentRefusals } from './recent-refusals.ts';
import { rateLimited } from './throttle.errors.ts';
import { attemptLimited } from './throttle.events.ts';

interface Throttle {
  counters: Counters;
  limits: LimitsInForce;
  refusals: RecentRefusals;
  charges: WeakMap<Attempt, Charge[]>;
}

const throttleOf = oncePer(async (app: App): Promise<Throttle> => {
  const counters = await Counters.open(app);
  return {
    counters,
    limits: makeLimits(app, counters),
    refusals: new RecentRefusals(),
    charges: new WeakMap(),
  };
});

/** Connects to where attempts are counted. @returns what disconnects. */
export async function startThrottle(app: App): Promise<() => void> {
  const { counters } = await throttleOf(app);
  return () => counters.close();
}

/** @throws RATE_LIMITED when the same was refused a moment ago. */
export async function refuseAgain(ctx: Context, attempt: Attempt): Promise<void> {
  const { limits, refusals } = await throttleOf(ctx.app);
  for (const { limit, key } of limits(attempt, clientOf(ctx.request.ip))) {
    const milliseconds = refusals.find(limit, key);
    if (milliseconds !== undefined) await refuse(ctx, limit, milliseconds);
  }
}

/** Counts an attempt once in each of its counters, or in none. @throws RATE_LIMITED */
export async function countAttempt(ctx: Context, attempt: Attempt): Promise<void> {
  const { limits, refusals, charges } = await throttleOf(ctx.app);
  const made: Charge[] = [];
  for (const { limit, key, charge } of limits(attempt, clientOf(ctx.request.ip))) {
    const result = await charge();
    if (typeof result === 'number') {
      refusals.remember(limit, key, result);
      await Promise.all(made.map((each) => each.takeBack()));
      await refuse(ctx, limit, result);
    } else {
      made.push(result);
    }
  }
  charges.set(attempt, made);
}

/** A success ends rows of failures; what could not be judged was no attempt. */
export async function settleAttempt(ctx: Context, attempt: Attempt, outcome: AttemptOutcome): Promise<void> {
  if (outcome === 'failed') return;
  const { charges } = await throttleOf(ctx.app);
  const made = charges.get(attempt) ?? [];
  await Promise.all(made.map((each) => (outcome === 'succeeded' ? each.clear() : each.takeBack())));
}

async function refuse(ctx: Context, limit: string, milliseconds: number): Promise<never> {
  await recordNow(ctx, attemptLimited({ reason: limit }));
  throw rateLimited({ retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / 1000)) });
}
