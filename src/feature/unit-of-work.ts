import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuthEvent, EventKind, EventType } from '../kernel/events.ts';
import { retryingConflicts } from '../platform/database/conflicts.ts';
import { type EntityManager, execute, type Statement } from '../platform/database/database.ts';
import { oncePer } from '../platform/once-per.ts';
import { traced } from '../platform/tracing.ts';
import type { App, Context } from './context.ts';
import { type EventPattern, type Feature, featuresOf, type RecordedEvent } from './feature.ts';

interface Unit {
  /** Runs once the outermost unit of work is committed. */
  readonly afterCommit: (() => void)[];
  /** Rejections. Recorded once the outermost unit of work has ended, because a rejection usually rolls it back. */
  readonly rejections: (() => Promise<void>)[];
  isOpen: boolean;
  /** Concurrent savepoints share a connection, so each savepoint waits for the previous one. */
  lastInside: Promise<unknown>;
}

/** Bound to the chain of calls, like MikroORM's transaction: a request may have two units of work open at once. */
const units = new AsyncLocalStorage<Unit>();

/** Also undefined for a call that outlives its unit of work. */
function openUnit(): Unit | undefined {
  const unit = units.getStore();
  return unit?.isOpen ? unit : undefined;
}

/**
 * Commits the writes of `work` together with the events it records. After a serialization failure or a deadlock, `work`
 * runs again, so it must create its entities itself and have no other side effects. A nested call is a savepoint.
 */
export function inTransaction<Result>(
  ctx: Context,
  work: (em: EntityManager) => Promise<Result>,
): Promise<Result> {
  const outer = openUnit();
  let rejections: Unit['rejections'] = [];
  const once = async () => {
    const unit: Unit = { afterCommit: [], rejections: [], isOpen: true, lastInside: Promise.resolve() };
    // Discards the rejections of an attempt that is retried.
    rejections = unit.rejections;
    try {
      const result = await units.run(unit, () => ctx.em.transactional((em) => work(em as EntityManager)));
      if (outer) outer.afterCommit.push(...unit.afterCommit);
      else for (const follow of unit.afterCommit) follow();
      return result;
    } finally {
      unit.isOpen = false;
      outer?.rejections.push(...unit.rejections);
    }
  };
  return traced('database', 'transaction', () => {
    if (!outer) return retryingConflicts(once).finally(() => recordAll(rejections));
    const result = outer.lastInside.then(once);
    outer.lastInside = result.catch(() => undefined);
    return result;
  });
}

async function recordAll(rejections: Unit['rejections']): Promise<void> {
  for (const recordRejection of rejections) await recordRejection();
}

/**
 * Runs `follow` once the open unit of work is committed, never after a rollback; outside one, at once. It must not throw.
 */
export function afterCommit(follow: () => void): void {
  const unit = openUnit();
  if (unit) unit.afterCommit.push(follow);
  else follow();
}

/** Records an event inside a unit of work, and logs it after the commit. Outside, use `recordNow`. @throws Error outside. */
export async function record(ctx: Context, event: AuthEvent): Promise<void> {
  const unit = openUnit();
  if (!unit) throw new Error(`${event.type} is recorded outside a unit of work and would be lost.`);
  const recorded = complete(ctx, event);
  unit.afterCommit.push(() => publish(ctx, recorded));
  await notifyListeners(ctx, recorded);
}

/**
 * Records a rejection or a committed change. Inside a unit of work, waits for its end, and records the event even after a
 * rollback. A failing listener is only logged. Otherwise a failed guess would become an internal error, and the limits on
 * attempts do not count internal errors.
 */
export async function recordNow(ctx: Context, event: AuthEvent): Promise<void> {
  const recorded = complete(ctx, event);
  const unit = openUnit();
  if (unit) unit.rejections.push(() => recordAlone(ctx, recorded));
  else await recordAlone(ctx, recorded);
}

async function recordAlone(ctx: Context, recorded: RecordedEvent): Promise<void> {
  publish(ctx, recorded);
  if (!hasListeners(ctx.app, recorded.type)) return;
  try {
    await inTransaction(ctx, () => notifyListeners(ctx, recorded));
  } catch (err) {
    ctx.log.error(
      { err, type: recorded.type },
      'a listener failed; the event is logged, but the writes of its listeners are lost',
    );
  }
}

/**
 * A unit of work that runs one statement, and records an event of one of `kinds` for each returned row. If no feature
 * listens and no unit of work is open, the statement is its own transaction, in one round trip instead of three.
 */
export async function changeAndRecord<Row extends object>(
  ctx: Context,
  statement: Statement,
  kinds: readonly Pick<EventKind, 'type'>[],
  eventOf: (row: Row) => AuthEvent,
): Promise<Row[]> {
  if (!kinds.every((kind) => standsAlone(ctx, kind))) {
    return inTransaction(ctx, async (em) => {
      const rows = await execute<Row>(em, statement.text, statement.values);
      for (const row of rows) await record(ctx, eventOf(row));
      return rows;
    });
  }
  const rows = await ctx.app.database.change<Row>(statement);
  for (const row of rows) publish(ctx, complete(ctx, eventOf(row)));
  return rows;
}

export function standsAlone({ app }: Context, { type }: Pick<EventKind, 'type'>): boolean {
  return openUnit() === undefined && !hasListeners(app, type);
}

function complete({ actor, request }: Context, event: AuthEvent): RecordedEvent {
  return { ...event, actor, requestId: request.id, at: new Date() };
}

type Listener = Required<Pick<Feature, 'onEvent'>>;

const listenersOf = oncePer((app: App) => {
  const byType = new Map<EventType, readonly Listener[]>();
  return (type: EventType): readonly Listener[] => {
    let found = byType.get(type);
    if (!found) {
      found = featuresOf(app).filter(
        (feature): feature is Feature & Listener =>
          feature.onEvent !== undefined && (feature.listensTo ?? []).some((pattern) => covers(pattern, type)),
      );
      byType.set(type, found);
    }
    return found;
  };
});

export function covers(pattern: EventPattern, type: EventType): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

function hasListeners(app: App, type: EventType): boolean {
  return listenersOf(app)(type).length > 0;
}

/** The maximum nesting of events that listeners record. */
const maxDepth = 8;
const depth = new AsyncLocalStorage<number>();

/** @throws Error if listeners record events in a circle. */
async function notifyListeners(ctx: Context, event: RecordedEvent): Promise<void> {
  const listeners = listenersOf(ctx.app)(event.type);
  if (listeners.length === 0) return;
  const level = (depth.getStore() ?? 0) + 1;
  if (level > maxDepth) throw new Error(`Listeners to ${event.type} record events in a circle.`);
  for (const feature of listeners) await depth.run(level, async () => feature.onEvent(ctx, event));
}

const observersOf = oncePer((app: App) => featuresOf(app).filter((feature) => feature.afterEvent));

/** The logger adds the time. A logger of the request's own would cost more than the line. */
function publish(ctx: Context, event: RecordedEvent): void {
  const { app, request } = ctx;
  const { requestId, at, actor, ...facts } = event;
  const line = {
    requestId,
    ...request.span?.ids,
    event: actor === 'anonymous' ? facts : { ...facts, actor },
  };
  app.log.info(line, event.type);
  for (const feature of observersOf(app)) {
    try {
      feature.afterEvent?.(app, event, request);
    } catch (err) {
      ctx.log.error({ err, feature: feature.name }, 'a feature failed to handle a committed event');
    }
  }
}
