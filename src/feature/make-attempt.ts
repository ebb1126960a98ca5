import { ClientError, isRetryable } from '../kernel/errors.ts';
import { oncePer } from '../platform/once-per.ts';
import type { Attempt, AttemptOutcome } from './attempts.ts';
import type { App, Context } from './context.ts';
import { featuresOf } from './feature.ts';

const declaredKinds = oncePer(
  (app: App) => new Set(featuresOf(app).flatMap(({ attempts = [] }) => attempts)),
);

/** @param judge must call `count` right before the expensive work. */
export async function makeAttempt<Result>(
  ctx: Context,
  attempt: Attempt,
  judge: (count: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  if (!declaredKinds(ctx.app).has(attempt.kind)) {
    throw new Error(`No feature declares the attempt "${attempt.kind.name}", so nothing would limit it.`);
  }
  const features = featuresOf(ctx.app);
  for (const feature of features) await feature.beforeAttempt?.(ctx, attempt);
  let [isCounted, isJudged] = [false, false];
  let outcome: AttemptOutcome = 'undecided';
  try {
    const result = await judge(async () => {
      isCounted = true;
      for (const feature of features) await feature.countAttempt?.(ctx, attempt);
      isJudged = true;
    });
    outcome = 'succeeded';
    return result;
  } catch (error) {
    if (isJudged && error instanceof ClientError && !isRetryable(error)) outcome = 'failed';
    throw error;
  } finally {
    if (isCounted) await endAttempt(ctx, attempt, outcome);
  }
}

async function endAttempt(ctx: Context, attempt: Attempt, outcome: AttemptOutcome): Promise<void> {
  for (const feature of featuresOf(ctx.app)) {
    try {
      await feature.afterAttempt?.(ctx, attempt, outcome);
    } catch (error) {
      ctx.log.error({ err: error }, 'unexpected error after an attempt');
    }
  }
}
