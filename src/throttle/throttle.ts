import { createHmac } from 'node:crypto';
import type { Attempt, AttemptOutcome } from '../feature/attempts.ts';
import type { App, Context } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { oncePer } from '../platform/once-per.ts';
import { clientOf } from './client-address.ts';
import type { CounterStore } from './counter-store.ts';
import type { Reservation } from './limiter.ts';
import { type Limit, type LimitsFor, makeLimits, reserveAll } from './limits-for.ts';
import { openStore } from './open-store.ts';
import { RecentRefusals } from './recent-refusals.ts';
import { rateLimited } from './throttle.errors.ts';
import { attemptLimited } from './throttle.events.ts';

interface Throttle {
  store: CounterStore;
  limitsFor: LimitsFor;
  refusals: RecentRefusals;
  /** The limits of an attempt in progress, and what they have counted. */
  attempts: WeakMap<Attempt, { limits: Limit[]; reservations: Reservation[] }>;
  close(): void;
}

const throttleOf = oncePer(async (app: App): Promise<Throttle> => {
  const { store, close } = await openStore(app);
  const kinds = featuresOf(app).flatMap(({ attempts = [] }) => attempts);
  const [hashKey] = app.keysFor('throttle/v1');
  const hash = (text: string) => createHmac('sha256', hashKey).update(text).digest('base64url');
  return {
    store,
    limitsFor: makeLimits({ kinds, config: app.config, store, hash }),
    refusals: new RecentRefusals(),
    attempts: new WeakMap(),
    close,
  };
});

/** Opens the counters. @returns a function that closes them. */
export async function startThrottle(app: App): Promise<() => void> {
  const { close } = await throttleOf(app);
  return close;
}

/** @throws RATE_LIMITED if a limit rejected the same client within the last second. */
export async function refuseAgain(ctx: Context, attempt: Attempt): Promise<void> {
  const { limitsFor, refusals, attempts } = await throttleOf(ctx.app);
  const limits = limitsFor(attempt, clientOf(ctx.request.ip));
  attempts.set(attempt, { limits, reservations: [] });
  for (const { name, key } of limits) {
    const milliseconds = refusals.find(name, key);
    if (milliseconds !== undefined) await refuse(ctx, name, milliseconds);
  }
}

/** Counts an attempt towards all of its limits, or towards none. @throws RATE_LIMITED */
export async function countAttempt(ctx: Context, attempt: Attempt): Promise<void> {
  const { store, refusals, attempts } = await throttleOf(ctx.app);
  const begun = attempts.get(attempt);
  if (!begun) throw new Error(`The attempt "${attempt.kind.name}" has not begun.`);
  const result = await reserveAll(store, begun.limits);
  if (Array.isArray(result)) {
    begun.reservations = result;
  } else {
    const { name, key } = result.limit;
    refusals.remember(name, key, result.milliseconds);
    await refuse(ctx, name, result.milliseconds);
  }
}

/** A success resets the count of consecutive failures. An undecided attempt is uncounted. */
export async function settleAttempt(ctx: Context, attempt: Attempt, outcome: AttemptOutcome): Promise<void> {
  if (outcome === 'failed') return;
  const { store, attempts } = await throttleOf(ctx.app);
  const made = attempts.get(attempt)?.reservations ?? [];
  await store.change(made.flatMap(({ succeed, release }) => (outcome === 'succeeded' ? succeed : release)));
}

async function refuse(ctx: Context, limit: string, milliseconds: number): Promise<never> {
  await recordNow(ctx, attemptLimited({ reason: limit }));
  throw rateLimited({ retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / 1000)) });
}
