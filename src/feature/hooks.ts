import { ClientError, isRetryable } from '../kernel/errors.ts';
import { retryingConflicts } from '../platform/database/conflicts.ts';
import { type EntityManager, execute, type Statement } from '../platform/database/database.ts';
import { traced } from '../platform/tracing.ts';
import type { Account, Attempt, AttemptOutcome, AuthEvent, Context, ProofMethod } from './context.ts';

/**
 * One attempt, from its arrival to its outcome; features are asked in the order of features.ts.
 *
 * @param judge counts the attempt, by calling `count`, when its turn has come and before it costs anything.
 * @throws whatever a feature refuses the attempt with, and what `judge` throws.
 */
export async function makeAttempt<Result>(
  ctx: Context,
  attempt: Attempt,
  judge: (count: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const { hooks } = ctx.app;
  for (const feature of hooks) await feature.beforeAttempt?.(ctx, attempt);
  let [isCounted, isJudged] = [false, false];
  let outcome: AttemptOutcome = 'undecided';
  try {
    const result = await judge(async () => {
      isCounted = true;
      for (const feature of hooks) await feature.countAttempt?.(ctx, attempt);
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
  for (const feature of ctx.app.hooks) {
    try {
      await feature.afterAttempt?.(ctx, attempt, outcome);
    } catch (error) {
      ctx.log.error({ err: error }, 'unexpected error after an attempt');
    }
  }
}

/** Asks every feature whether this proved user may have a session. */
export async function beforeSession(
  ctx: Context,
  proof: { account: Account; methods: ProofMethod[] },
): Promise<void> {
  for (const hooks of ctx.app.hooks) await hooks.beforeSession?.(ctx, proof);
}

/** The one place that every event passes: every feature is told, and it is logged once it is committed. */
export async function record(ctx: Context, event: AuthEvent): Promise<void> {
  ctx.uncommittedEvents.push(event);
  await tellFeatures(ctx, event);
}

/** One unit of work: what it writes and the events it records are kept together, or none of them. */
export async function inTransaction<Result>(
  ctx: Context,
  work: (em: EntityManager) => Promise<Result>,
): Promise<Result> {
  const once = () => keepingEvents(ctx, () => ctx.em.transactional((em) => work(em as EntityManager)));
  // What lies inside another one is undone and tried again with it.
  return traced('database', 'transaction', () =>
    ctx.unitsOfWork.open > 0 ? once() : retryingConflicts(once),
  );
}

/**
 * One unit of work that is a single statement, and what happened by it. Where no feature listens to events, and no other
 * unit of work is open, the statement is its own transaction, in one round trip instead of three.
 */
export async function changeAndRecord<Row extends object>(
  ctx: Context,
  statement: Statement,
  eventOf: (row: Row) => AuthEvent,
): Promise<Row[]> {
  if (!standsAlone(ctx)) {
    return inTransaction(ctx, async (em) => {
      const rows = await execute<Row>(em, statement.text, statement.values);
      for (const row of rows) await record(ctx, eventOf(row));
      return rows;
    });
  }
  const rows = await ctx.app.database.change<Row>(statement);
  for (const row of rows) logEvent(ctx, eventOf(row));
  return rows;
}

/** Whether a change is committed with nothing else: no feature may write beside it, and it lies inside no other one. */
export function standsAlone({ app, unitsOfWork }: Context): boolean {
  return unitsOfWork.open === 0 && app.hooks.every(({ onEvent }) => onEvent === undefined);
}

/** Records what is committed already: it is logged first, so that a feature that fails over it cannot hide it. */
export async function recordCommitted(ctx: Context, event: AuthEvent): Promise<void> {
  logEvent(ctx, event);
  await tellFeatures(ctx, event);
  await ctx.em.flush();
}

async function tellFeatures(ctx: Context, event: AuthEvent): Promise<void> {
  for (const hooks of ctx.app.hooks) await hooks.onEvent?.(ctx, event);
}

function logEvent({ app, log }: Context, event: AuthEvent): void {
  log.info({ event }, event.type);
  for (const hooks of app.hooks) hooks.afterEvent?.(app, event);
}

/** Records an event that belongs to no other change, such as a refusal, and keeps what the features made of it. */
export async function recordAlone(ctx: Context, event: AuthEvent): Promise<void> {
  if (standsAlone(ctx)) return logEvent(ctx, event);
  await keepingEvents(ctx, async () => {
    await record(ctx, event);
    await ctx.em.flush();
  });
}

/** Units of work may lie inside one another: what an inner one recorded is true once the outermost is committed. */
async function keepingEvents<Result>(ctx: Context, work: () => Promise<Result>): Promise<Result> {
  const { uncommittedEvents: events, unitsOfWork } = ctx;
  const before = events.length;
  unitsOfWork.open += 1;
  try {
    const result = await work();
    if (unitsOfWork.open === 1) for (const event of events.splice(0)) logEvent(ctx, event);
    return result;
  } catch (error) {
    events.length = before;
    throw error;
  } finally {
    unitsOfWork.open -= 1;
  }
}
